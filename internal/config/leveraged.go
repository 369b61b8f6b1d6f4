package config

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/assay-compliance/assay/internal/strictyaml"
)

// Leveraged is a system that this one builds on, with the assessment results that
// show what it provides.
type Leveraged struct {
	// Name is the title of the leveraged authorization in a system security plan.
	Name    strictyaml.At[string] `yaml:"name,required"`
	Results strictyaml.At[string] `yaml:"results,required"` // OSCAL assessment results, relative to assay.yaml
	SHA256  strictyaml.At[string] `yaml:"sha256,required"`  // of the file's bytes, lower-case hex
	// Framework that the results are against; absent: as they say themselves.
	Framework strictyaml.At[string] `yaml:"framework"`
	// Valid is how long the results count from their end, as 180d; 365d when absent.
	Valid strictyaml.At[string] `yaml:"valid"`
	// Controls are those inherited; absent: those that the security plan says.
	Controls List `yaml:"controls"`
	// Responsibilities are controls of which a part is left to this system: they
	// need evidence of its own.
	Responsibilities List `yaml:"responsibilities"`
	// Signed is the signer of the trust policy who speaks for the results; absent:
	// the digest alone is held against them.
	Signed strictyaml.At[string] `yaml:"signed"`
}

// ResultsKind is what a signer of the trust policy may speak for beside kinds of
// evidence: assessment results of another system.
const ResultsKind = "assessment-results"

// leveragedDays is how long results of another system count when nothing else is
// said: FedRAMP assesses a system each year.
const leveragedDays = 365

var (
	sha256Hex = exactly{64, regexp.MustCompile(`^[0-9a-f]+$`)}
	dayCount  = short{regexp.MustCompile(`^[1-9][0-9]?[0-9]?[0-9]?d$`)}
)

// exactly is a pattern of words of one length, as short is of many.
type exactly struct {
	length int
	*regexp.Regexp
}

func (e exactly) MatchString(word string) bool {
	return len(word) == e.length && e.Regexp.MatchString(word)
}

// Lasts is how long the results count from their end.
func (l Leveraged) Lasts() time.Duration {
	n, err := strconv.Atoi(l.Valid.Value[:max(0, len(l.Valid.Value)-1)])
	if err != nil {
		n = leveragedDays
	}
	return time.Duration(n) * 24 * time.Hour
}

// leveraged looks at an entry of what another system provides.
func (k *checker) leveraged(l Leveraged, trust []Signer) {
	k.line(l.Name)
	k.match(l.SHA256, sha256Hex, "a sha256", "64 digits of 0-9 and a-f, as sha256sum prints them")
	k.match(l.Framework, token, "a framework id", "for example fedramp-high")
	k.match(l.Valid, dayCount, "a number of days", "write it as 365d")
	k.matches(l.Controls, token, "a control id", "for example pe-3")
	k.matches(l.Responsibilities, token, "a control id", "for example pe-3")
	if l.Signed.Set() && !slices.ContainsFunc(trust, func(s Signer) bool { return s.Name.Value == l.Signed.Value && s.ForResults() }) {
		k.add(l.Signed.Place, "no signer "+strictyaml.Quote(l.Signed.Value)+" may speak for "+ResultsKind, "add it under trust: with its key and kinds: ["+ResultsKind+"]")
	}
}

func (s *settings) leveraged(at string, l Leveraged) {
	s.text(at+"name", l.Name, "")
	s.text(at+"results", l.Results, "")
	s.text(at+"sha256", l.SHA256, "")
	s.text(at+"framework", l.Framework, "as the results say")
	s.text(at+"valid", l.Valid, strconv.Itoa(leveragedDays)+"d")
	s.words(at+"controls", l.Controls, "as the security plan says")
	s.words(at+"responsibilities", l.Responsibilities, "as the security plan says")
	s.text(at+"signed", l.Signed, "by nobody")
}
