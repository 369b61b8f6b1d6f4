package shape

// View looks into a schema, so that a test can hold Go types against it.
type View struct{ n *node }

// Model is the view of what the root member of a model holds.
func (s *Schema) Model(model string) (View, error) {
	n, err := s.root(model)
	if err != nil {
		return View{}, err
	}
	return View{n.child(model)}, nil
}

// Kind names the types a value may have, as messages do.
func (v View) Kind() string { return v.n.kinds.String() }

// ID tells views of the same schema node apart from others.
func (v View) ID() any { return v.n }

// Fields lists the fields of an object, sorted.
func (v View) Fields() []string {
	if v.n.fields == nil {
		return nil
	}
	return v.n.fields.names
}

// Required says whether an object must have a field, whatever else it has.
func (v View) Required(name string) bool {
	return v.n.fields.required&(1<<v.n.fields.index[name]) != 0
}

// Child is the view of a field, or of the items for "*".
func (v View) Child(step string) View { return View{v.n.child(step)} }

// IsTime says whether a text is a date-time.
func (v View) IsTime() bool {
	for _, r := range v.n.rules {
		if r.id == DateTime {
			return true
		}
	}
	return false
}
