// Command assay assesses a system described in OSCAL against HIPAA, CMMC and
// FedRAMP from collected evidence, and says whether a release may go.
package main

import (
	"os"

	"github.com/assay-compliance/assay/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
