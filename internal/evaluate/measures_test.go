package evaluate

import "testing"

// The schema of measures is one that the program reads.
func TestTheSchemaOfMeasures(t *testing.T) {
	if _, err := measuresShape(); err != nil {
		t.Fatal(err)
	}
}
