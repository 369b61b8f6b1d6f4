package shape

// Cursor reads the values of a text that Head has found to be JSON, one after
// the other and without building anything. Of a text that is none it reads
// something and ends all the same.
type Cursor struct{ tour }

// NewCursor stands at the first value of data.
func NewCursor(data []byte) *Cursor {
	c := &Cursor{tour{scanner{data: data}}}
	c.space()
	return c
}

// Kind is the first byte of the value here: { [ " or that of a number or literal;
// 0 at the end.
func (c *Cursor) Kind() byte { return c.peek() }

// Offset is where the value here begins.
func (c *Cursor) Offset() int { return c.pos }

// step passes one byte, if there is one.
func (c *Cursor) step() { c.pos = min(c.pos+1, len(c.data)) }

// Enter steps into the object or array here.
func (c *Cursor) Enter() {
	c.step()
	c.space()
}

// More says whether another member or item follows, and leaves the object or
// array where none does.
func (c *Cursor) More() bool {
	c.space()
	if c.peek() == ',' {
		c.step()
		c.space()
	}
	switch c.peek() {
	case 0:
		return false
	case '}', ']':
		c.step()
		return false
	}
	return true
}

// Name reads the name of a member and stands at its value. What it gives is part
// of the text, or a copy where it holds escapes.
func (c *Cursor) Name() []byte {
	name := c.Text()
	c.space()
	c.step() // the colon
	c.space()
	return name
}

// Text reads a string; of any other value it reads nothing.
func (c *Cursor) Text() []byte {
	if c.peek() != '"' {
		c.Skip()
		return nil
	}
	inner, escaped, _ := c.quoted()
	if escaped {
		return unquote(nil, inner)
	}
	return inner
}

// Scalar reads a string, a number, or a literal, as text.
func (c *Cursor) Scalar() []byte {
	if c.peek() == '"' {
		return c.Text()
	}
	start := c.pos
	c.Skip()
	return c.data[start:c.pos]
}

// Skip passes the value here.
func (c *Cursor) Skip() {
	before := c.pos
	c.skip()
	if c.pos == before { // no value; go on all the same
		c.step()
	}
}
