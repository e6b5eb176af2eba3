--- embedding: rows of a table by index; attend gives the logits of every row (a tied output).
local cr = require "crescent"
local names = require "crescent.names"
local layer = require "crescent.layer"

---@param self crescent.Layer
---@return crescent.Tensor
local function rows(self)
  local o = self.opts
  return self:param("embeddings", { o.input_dim, o.output_dim },
    { init = o.embeddings_initializer, regularizer = o.embeddings_regularizer, constraint = o.embeddings_constraint })
end

return layer.define("embedding", {
  positional = { "input_dim", "output_dim" },
  defaults = {
    embeddings_initializer = "uniform", embeddings_regularizer = names.none, embeddings_constraint = names.none, mask_zero = false,
  },
  check = function(opts)
    opts.input_dim = names.number("embedding: input_dim", opts.input_dim, { min = 1, integer = true })
    opts.output_dim = names.number("embedding: output_dim", opts.output_dim, { min = 1, integer = true })
    names.boolean("embedding: mask_zero", opts.mask_zero)
  end,
  --- indices [..] to [.., output_dim]; with mask_zero also the mask: true where the index is not 0.
  call = function(self, indices)
    local y = cr.take(rows(self), indices, 1)
    if not self.opts.mask_zero then return y end
    return y, cr.not_equal(indices, 0)
  end,
  methods = {
    --- [.., output_dim] to [.., input_dim]: x . table^T
    attend = function(self, x) return cr.matmul(x, rows(self), { transpose_b = true }) end,
  },
})
