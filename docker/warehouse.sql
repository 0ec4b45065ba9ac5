-- Roles of the warehouse, made once with its empty volume. The superuser owns the database, the loader writes in
-- schemas of its own, and BI tools read published marts only.
\getenv loader_password LOADER_PASSWORD
\getenv bi_password BI_PASSWORD

create role twoears_loader login password :'loader_password';
create role twoears_bi login password :'bi_password' connection limit 50;

revoke all on database :"DBNAME" from public;
revoke create on schema public from public;
grant connect, create, temporary on database :"DBNAME" to twoears_loader;
grant connect on database :"DBNAME" to twoears_bi;

-- lets the loader hold ad-hoc queries to what BI tools may read
grant twoears_bi to twoears_loader with inherit false;
