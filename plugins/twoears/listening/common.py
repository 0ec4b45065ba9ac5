"""The commonest words of English."""

TELLING = frozenset(
    "the and is it of you my this that with have for not was are but they would what your from just like can when there will been had has were "
    "which how if all about get our more their out very after some could only then than good time other she his them who does did because should "
    "really it's i'm don't i've can't didn't doesn't that's isn't won't wouldn't i'd you're they're we're i'll please love thanks great new now "
    "still never always every much make need want know think going got being too into over any here where why buy use used best better work works "
    "working first back also even way day week year years month months today last next these those thing things anyone everyone something nothing "
    "again off up old well people long little big right same different each own both few most many lot such while before between without through "
    "since until during around though its we he i".split()
)
"""Those that few other languages have: what a text is known as English by."""

COMMON = TELLING | frozenset(
    "to in on a an as at be by do so no go or if me us am im dont one two her him".split()
)
"""Those that say nothing of what a text is about."""
