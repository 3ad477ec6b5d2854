"""The words and the rounding of every report, decided in this one place: all that its files say, under one name."""

from fairaudit.errors import show as show
from fairaudit.words.about import *
from fairaudit.words.bounds import *
from fairaudit.words.closing import *
from fairaudit.words.contrasts import *
from fairaudit.words.figures import *
from fairaudit.words.gaps import *
from fairaudit.words.head import *
from fairaudit.words.lead import *
from fairaudit.words.normalisers import *
from fairaudit.words.page import *
from fairaudit.words.phrases import *
from fairaudit.words.sites import *
from fairaudit.words.verdicts import *
