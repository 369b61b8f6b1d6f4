package code

import (
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func cases(t testing.TB) []rawtest.Case {
	return []rawtest.Case{gosecCase(t), gitleaksCase(t), trufflehogCase(t), zapCase(t)}
}

func TestConform(t *testing.T) {
	for _, c := range cases(t) {
		rawtest.Conform(t, c, Formats())
	}
	rawtest.Covered(t, cases(t), Formats())
}

func format(t testing.TB, name string) raw.Format { return rawtest.Named(t, Formats(), name) }

func readAs(t testing.TB, name, text string, opt raw.Options) []rawtest.Doc {
	t.Helper()
	return rawtest.Read(t, format(t, name), text, opt)
}

// declared are the options of a source that declares a kind.
func declared(kind string) raw.Options {
	opt := rawtest.Web()
	opt.Kinds = []string{kind}
	return opt
}
