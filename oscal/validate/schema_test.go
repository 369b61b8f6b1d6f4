package validate

import (
	"testing"
)

// Every name Element takes leads into the schema of the version we write.
func TestElementsExist(t *testing.T) {
	c, err := NewSchema("1.2.2")
	if err != nil {
		t.Fatal(err)
	}
	for def := range elements() {
		at := elements()[def]
		if _, err := c.shape.Element(at, []byte(`{}`), 1); err != nil {
			t.Errorf("%s: %v", def, err)
		}
	}
}
