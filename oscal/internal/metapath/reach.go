package metapath

// Reach is how far below its node an expression looks.
type Reach struct {
	Names map[string]bool // elements and flags that it names
	Deep  bool            // it looks at everything below the node
	// Below are the elements below which it looks at everything.
	Below map[string]bool
}

// Reach tells how far the expression looks.
func (e *Expr) Reach() Reach {
	r := Reach{Names: map[string]bool{}, Below: map[string]bool{}}
	r.Add(e)
	return r
}

// Add makes r look as far as e, too.
func (r *Reach) Add(e *Expr) { r.expr(e.root) }

func (r *Reach) expr(e expr) {
	switch e := e.(type) {
	case path:
		r.path(e)
	case union:
		r.all(e)
	case either:
		r.all(e)
	case both:
		r.all(e)
	case comparison:
		r.expr(e.left)
		r.expr(e.right)
	case negation:
		r.expr(e.of)
	case existence:
		r.expr(e.of)
	case prefix:
		r.expr(e.of)
	case document:
		r.expr(e.of)
	}
}

func (r *Reach) all(list []expr) {
	for _, e := range list {
		r.expr(e)
	}
}

func (r *Reach) path(p path) {
	last := ""
	for _, s := range p {
		switch s.axis {
		case child, flag:
			r.Names[s.name], last = true, s.name
		case within:
			if last == "" {
				r.Deep = true
			}
			r.Below[last] = true
		case inner:
			r.expr(s.inner)
		}
		r.all(s.filters)
	}
}
