# two files of one film: the right one lost its first picture (it begins one frame later on the same clock) and was given one more at the end
F=${1:?the film that movie-data synth --out DIR writes, DIR/film.mkv}
ffmpeg -v error -y -ss 2.5 -i $F -an -map_chapters -1 -vf "trim=start_frame=0:end_frame=72,setpts=N/24/TB,crop=1920:1080:0:0,scale=640:360" -r 24 -c:v libx264 -crf 28 -preset veryfast left.mkv
ffmpeg -v error -y -ss 2.5 -i $F -an -map_chapters -1 -vf "trim=start_frame=1:end_frame=73,setpts=(N+1)/24/TB,crop=1920:1080:1920:0,scale=640:360" -r 24 -c:v libx264 -crf 28 -preset veryfast right.mkv
