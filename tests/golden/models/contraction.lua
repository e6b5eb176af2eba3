-- dot_general, einsum and matmul: batch axes, several contracting axes, outer products.
-- Written by make_golden.py; the numbers are in ../data/contraction.safetensors.
local cr = require "crescent"

local m = cr.model("contraction")

m:func("dot_matrix", { a = cr.f32 { 3, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_left_transposed", { a = cr.f32 { 5, 3 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 1 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_right_transposed", { a = cr.f32 { 3, 5 }, b = cr.f32 { 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 2 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_vector", { a = cr.f32 { 3, 5 }, b = cr.f32 { 5 }, w = cr.f32 { 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_inner", { a = cr.f32 { 7 }, b = cr.f32 { 7 }, w = cr.f32 {} },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 1 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_outer", { a = cr.f32 { 3 }, b = cr.f32 { 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { {}, {} } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_batch", { a = cr.f32 { 2, 3, 5 }, b = cr.f32 { 2, 5, 4 }, w = cr.f32 { 2, 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { batch = { { 1 }, { 1 } }, contract = { { 3 }, { 2 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_batch_inside", { a = cr.f32 { 3, 2, 5 }, b = cr.f32 { 5, 4, 2 }, w = cr.f32 { 2, 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { batch = { { 2 }, { 3 } }, contract = { { 3 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_two_batches", { a = cr.f32 { 2, 3, 4, 5 }, b = cr.f32 { 3, 2, 5, 6 }, w = cr.f32 { 2, 3, 4, 6 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { batch = { { 1, 2 }, { 2, 1 } }, contract = { { 4 }, { 3 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_two_contracting", { a = cr.f32 { 3, 4, 5 }, b = cr.f32 { 4, 5, 6 }, w = cr.f32 { 3, 6 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2, 3 }, { 1, 2 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_contracting_crossed", { a = cr.f32 { 4, 3, 5 }, b = cr.f32 { 5, 6, 4 }, w = cr.f32 { 3, 6 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 1, 3 }, { 3, 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_free_axes", { a = cr.f32 { 2, 3, 5 }, b = cr.f32 { 4, 5, 2 }, w = cr.f32 { 2, 3, 4, 2 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 3 }, { 2 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_batch_only", { a = cr.f32 { 2, 3 }, b = cr.f32 { 2, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { batch = { { 1, 2 }, { 1, 2 } }, contract = { {}, {} } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_row", { a = cr.f32 { 1, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 1, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_long", { a = cr.f32 { 2, 300 }, b = cr.f32 { 300, 3 }, w = cr.f32 { 2, 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("dot_edges", { a = cr.f32 { 17, 19 }, b = cr.f32 { 19, 33 }, w = cr.f32 { 17, 33 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.dot_general(a, b, { contract = { { 2 }, { 1 } } })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_matrix", { a = cr.f32 { 3, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,jk->ik", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_transposed", { a = cr.f32 { 3, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 4, 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,jk->ki", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_scores", { a = cr.f32 { 2, 3, 2, 4 }, b = cr.f32 { 2, 5, 2, 4 }, w = cr.f32 { 2, 2, 3, 5 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("bqhd,bkhd->bhqk", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_values", { a = cr.f32 { 2, 2, 3, 5 }, b = cr.f32 { 2, 5, 2, 4 }, w = cr.f32 { 2, 3, 2, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("bhqk,bkhd->bqhd", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_outer", { a = cr.f32 { 3 }, b = cr.f32 { 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("i,j->ij", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_all", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 {} },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,ij->", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_rows", { a = cr.f32 { 3, 4 }, b = cr.f32 { 3, 4 }, w = cr.f32 { 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,ij->i", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_vector", { a = cr.f32 { 2, 3, 4 }, b = cr.f32 { 4 }, w = cr.f32 { 2, 3 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ijk,k->ij", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_outer_four", { a = cr.f32 { 2, 3 }, b = cr.f32 { 2, 2 }, w = cr.f32 { 2, 2, 3, 2 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,kl->ikjl", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("einsum_summed_alone", { a = cr.f32 { 3, 4 }, b = cr.f32 { 4, 5 }, w = cr.f32 { 5 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.einsum("ij,jk->k", a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul", { a = cr.f32 { 3, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_ta", { a = cr.f32 { 5, 3 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b, { transpose_a = true })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_tb", { a = cr.f32 { 3, 5 }, b = cr.f32 { 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b, { transpose_b = true })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_both", { a = cr.f32 { 5, 3 }, b = cr.f32 { 4, 5 }, w = cr.f32 { 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b, { transpose_a = true, transpose_b = true })
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_batch", { a = cr.f32 { 2, 3, 5 }, b = cr.f32 { 2, 5, 4 }, w = cr.f32 { 2, 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_stretched", { a = cr.f32 { 2, 1, 3, 4 }, b = cr.f32 { 5, 4, 6 }, w = cr.f32 { 2, 5, 3, 6 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)

m:func("matmul_shared", { a = cr.f32 { 2, 3, 5 }, b = cr.f32 { 5, 4 }, w = cr.f32 { 2, 3, 4 } },
       { "y", "d_a", "d_b" }, function(a, b, w)
  local y = cr.matmul(a, b)
  return y, table.unpack(cr.grad((y * w):sum(), { a, b }))
end)
