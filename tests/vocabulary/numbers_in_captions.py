"""Captions whose texts look like numbers or times of captions, and times that look like a text. Each is written as in
`caption_files`."""

from models.recordings.caption_report import Fault
from tests.vocabulary.caption_files import SRT, file

TIME = Fault.TIME

NUMBERS_AND_ARROWS = {
    "a number for a text, and another caption": file(
        SRT.replace("Hi", "1984") + "\n2\n00:00:03,000 --> 00:00:04,000\nYes", "1000-2000 1984", "3000-4000 Yes"
    ),
    "texts that end in a number": file(
        SRT.replace("Hi", "In\n42.") + "\n2\n00:00:03,000 --> 00:00:04,000\nOr\n3\n\n00:00:05,000 --> 00:00:06,000\nc",
        "1000-2000 In|42.",
        "3000-4000 Or|3",
        "5000-6000 c",
    ),
    "a text that ends in a number, without blank lines": file(
        SRT.replace("Hi", "In\n1984") + "2\n00:00:03,000 --> 00:00:04,000\nYes\n",
        "1000-2000 In|1984",
        "3000-4000 Yes",
    ),
    "a number and a text behind a blank line": file(SRT + "\n7\nsamurai\n", "1000-2000 Hi|7|samurai"),
    "a number at the end": file(SRT + "\n42\n", "1000-2000 Hi|42"),
    "the number of a caption that was cut off": file(SRT + "\n2\n", "1000-2000 Hi"),
    "a number between blank lines": file(
        SRT + "\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nYes\n", "1000-2000 Hi|42", "3000-4000 Yes"
    ),
    "a number for a text, and a blank line after each line": file(
        (SRT.replace("Hi", "1984") + "9\n00:00:03,000 --> 00:00:04,000\n3\n").replace("\n", "\n\n"),
        "1000-2000 1984",
        "3000-4000 3",
    ),
    "a time of the day behind a blank line": file(SRT + "\nat 12:30\n", "1000-2000 Hi|at 12:30"),
    "times of the day and an arrow": file(
        SRT.replace("Hi", "12:30 → Rome\nAt 9 -> 9:30"), "1000-2000 12:30 → Rome|At 9 -&gt; 9:30"
    ),
    "arrows in texts that begin with a digit or a dash": file(
        SRT.replace("Hi", "2 H2 + O2 → 2 H2O\n- Paris → Rome\n10 -> 20\n- a -> b\n→\n1. -->"),
        "1000-2000 2 H2 + O2 → 2 H2O|- Paris → Rome|10 -&gt; 20|- a -&gt; b|→|1. --&gt;",
    ),
    "an arrow behind a blank line": file(SRT + "\n10 -> 20\n", "1000-2000 Hi|10 -&gt; 20"),
    "letters in both times, and a place": file(
        "1\n0O:00:01,000 --> 00:00:O2,000 align:start position:0%\nNo\n", faults=((2, TIME),)
    ),
    "a letter in a time without hours": file("1\n00:0x --> 00:02\nNo\n", faults=((2, TIME),)),
    "numbers of WebVTT, and a countdown": file(
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n3\n\n2\n00:02.000 --> 00:03.000\n2\n\n3\n00:03.000 --> 00:04.000\n1\n",
        "1000-2000 3",
        "2000-3000 2",
        "3000-4000 1",
    ),
}
