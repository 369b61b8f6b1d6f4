// Command peer validates one OSCAL document with the validator of go-oscal, for
// the bench to compare with. It exits with 1 for a document that is not valid.
package main

import (
	"fmt"
	"os"

	"github.com/defenseunicorns/go-oscal/src/pkg/validation"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	v, err := validation.NewValidator(data)
	if err != nil {
		return err
	}
	return v.Validate()
}
