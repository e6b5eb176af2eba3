# bounded: convolutions by channel and pooling of fewer examples than there may be, and their gradients.
. tests/cli/common
run 0 golden record tests/lua/bounded_windows.lua -o "$work/g" --tolerance=2e-4 --cases=3
run 0 golden check "$work/g" $unoptimised --tolerance=2e-4
prints "comparisons agree"
finish
