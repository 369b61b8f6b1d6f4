package validate

import (
	"testing"
)

// Every name Element takes leads into the schemas of the versions we write.
func TestElementsExist(t *testing.T) {
	for _, version := range []string{"1.2.2", "1.1.3"} {
		c, err := NewSchema(version)
		if err != nil {
			t.Fatal(err)
		}
		for def, at := range elements() {
			if _, err := c.shape.Element(at, []byte(`{}`), 1); err != nil {
				t.Errorf("%s %s: %v", version, def, err)
			}
		}
	}
}
