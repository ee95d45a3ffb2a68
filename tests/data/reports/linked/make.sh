#!/usr/bin/env bash
# The four files beside this: a test picture of 16 s (3 s: op, part1), muxed by mkvmerge 74.
# main.mkv: an ordered edition that plays 4 s of main, 3 s of op (by its segment UID), then the rest of main.
# skip.mkv: an ordered edition that leaves out 4…12 s of its own file. part1.mkv: a segment linked to a next one.
set -euo pipefail
work=$(mktemp -d)
coding=(-c:v libx264 -preset veryfast -crf 50 -pix_fmt yuv420p -g 24 -bf 2 -x264-params scenecut=0)
ffmpeg -v error -f lavfi -i "testsrc=s=64x32:r=24:d=16" "${coding[@]}" "$work/base.mkv"
ffmpeg -v error -i "$work/base.mkv" -t 3 -c copy "$work/sec3.mkv"
atom() {
    printf '<ChapterAtom><ChapterTimeStart>00:00:%s</ChapterTimeStart><ChapterTimeEnd>00:00:%s</ChapterTimeEnd>' "$1" "$2"
    printf '%s<ChapterDisplay><ChapterString>%s</ChapterString></ChapterDisplay></ChapterAtom>\n' "${4:-}" "$3"
}
edition() {
    echo '<?xml version="1.0"?><Chapters><EditionEntry><EditionFlagOrdered>1</EditionFlagOrdered>'
    echo "<EditionFlagDefault>1</EditionFlagDefault>$1</EditionEntry></Chapters>"
}
uid=11112222333344445555666677778888
op=$(atom 00.000 03.000 OP "<ChapterSegmentUID format=\"hex\">$uid</ChapterSegmentUID>")
edition "$(atom 00.000 04.000 A)$op$(atom 04.000 16.000 B)" > "$work/main.xml"
edition "$(atom 00.000 04.000 A)$(atom 12.000 16.000 B)" > "$work/skip.xml"
mkvmerge -q -o op.mkv --segment-uid "0x$uid" "$work/sec3.mkv"
mkvmerge -q -o main.mkv --chapters "$work/main.xml" "$work/base.mkv"
mkvmerge -q -o skip.mkv --chapters "$work/skip.xml" "$work/base.mkv"
mkvmerge -q -o part1.mkv --segment-uid 0x01010101010101010101010101010101 \
    --link-to-next 0x02020202020202020202020202020202 "$work/sec3.mkv"
rm -r "$work"
