"""Places that somebody who runs a shift has fixed: a volunteer's in a shift, which every roster keeps."""
