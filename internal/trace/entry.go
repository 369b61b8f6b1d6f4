package trace

import "encoding/json"

// Entry is one thing that an explanation tells: exactly one of its parts is set.
// Its fields are the JSON of assay explain, described in docs/json.md; Text says
// the same to people.
type Entry struct {
	Framework   string       `json:"framework"`
	Summary     *Summary     `json:"summary,omitempty"`
	Finding     *Finding     `json:"finding,omitempty"`
	NotAssessed *NotAssessed `json:"not-assessed,omitempty"`
	Observation *Observation `json:"observation,omitempty"`
	Risk        *Risk        `json:"risk,omitempty"`
	Item        *Item        `json:"poam-item,omitempty"`
	Object      *Object      `json:"object,omitempty"`
}

// Summary is what results say of a framework as a whole.
type Summary struct {
	Title         string   `json:"title"`
	AsOf          string   `json:"as-of"`
	Complete      bool     `json:"complete"`
	Pass          int      `json:"pass"`
	Fail          int      `json:"fail"`
	Undecided     int      `json:"undecided"`
	NotApplicable int      `json:"not-applicable"`
	NotAssessed   *int     `json:"not-assessed,omitempty"` // nil where the results do not tell
	Tailored      []string `json:"tailored-out,omitempty"`
	Wording       string   `json:"wording,omitempty"` // title, version and sha256 of the imported catalog
}

// Target names what is judged.
type Target struct {
	ID      string `json:"id"`
	Control string `json:"control,omitempty"`
	Label   string `json:"label,omitempty"`
	Title   string `json:"title,omitempty"`
}

// Finding is the verdict on a target, with all it rests on.
type Finding struct {
	UUID string `json:"uuid,omitempty"`
	Target
	Verdict      string        `json:"verdict"`
	Reason       string        `json:"reason,omitempty"`
	Basis        string        `json:"basis,omitempty"`
	AsOf         string        `json:"as-of"`
	Why          string        `json:"why"`
	Bindings     []Binding     `json:"bindings"`
	Observations []Observation `json:"observations"`
	Informing    []Observation `json:"informing"` // counts for nothing
	Risks        []Risk        `json:"risks"`
}

// NotAssessed is a target that nothing decides.
type NotAssessed struct {
	Target
	Why      string    `json:"why"`
	Basis    string    `json:"basis,omitempty"` // inherited, where a system security plan says so
	Bindings []Binding `json:"bindings"`
}

// Binding says by what right checks speak of a target; several do it jointly.
type Binding struct {
	Strength string   `json:"strength"`
	Checks   []string `json:"checks"`
	Source   string   `json:"source,omitempty"`
	// Observations are what the checks saw, of a target that is not assessed.
	Observations []Observation `json:"observations,omitempty"`
}

// Observation is what a check saw of a component, in full or, where it is only
// named, as far as Count.
type Observation struct {
	UUID      string `json:"uuid"`
	Check     string `json:"check,omitempty"` // empty of another tool's, which has no outcome either
	Title     string `json:"title,omitempty"` // of another tool's
	Component string `json:"component,omitempty"`
	Outcome   string `json:"outcome,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Count     int    `json:"count,omitempty"`

	First      string      `json:"collected-first,omitempty"`
	Last       string      `json:"collected-last,omitempty"`
	AsOf       string      `json:"no-evidence-as-of,omitempty"`
	Params     []Parameter `json:"parameters,omitempty"`
	Policy     *File       `json:"policy,omitempty"`
	Citations  []Citation  `json:"citations,omitempty"`
	Population *Population `json:"population,omitempty"`
	Subjects   []Subject   `json:"subjects,omitempty"`
	More       int         `json:"subjects-more,omitempty"`
	Files      []File      `json:"evidence,omitempty"` // where no subject names its own
	LeadsTo    []Lead      `json:"leads-to,omitempty"`
}

// Parameter is a value that a check was run with, and what set it.
type Parameter struct {
	Name   string          `json:"name"`
	Value  json.RawMessage `json:"value"`
	Origin string          `json:"origin,omitempty"`
}

// Citation is the text of a rule and where it stands.
type Citation struct {
	Text string `json:"text"`
	Ref  string `json:"ref,omitempty"`
}

// Population is what should have been examined and what was.
type Population struct {
	Of       string `json:"of"` // inventory, or asserted: what the evidence itself names
	Expected int    `json:"expected"`
	Examined int    `json:"examined"`
	Skipped  int    `json:"skipped,omitempty"`
	Missing  int    `json:"missing,omitempty"`
	Unknown  int    `json:"unknown,omitempty"` // to the inventory
	Sample   string `json:"sample,omitempty"`  // id of the sampling plan
	Listed   int    `json:"listed,omitempty"`  // how many the inventory lists, where a sample is expected
}

// The words of Population.Of.
const (
	byInventory = "inventory"
	byEvidence  = "asserted"
)

// File is bytes that something rests on. Digest is that of the piece, In that of
// the file it is part of, where that is another.
type File struct {
	Path    string `json:"path,omitempty"`
	Line    int    `json:"line,omitempty"`
	Pointer string `json:"pointer,omitempty"`
	Digest  string `json:"sha256,omitempty"`
	In      string `json:"file-sha256,omitempty"`
}

// Subject is one thing that a check judged.
type Subject struct {
	Name      string `json:"name"`
	Component string `json:"component,omitempty"`
	Why       string `json:"why"`
	Evidence  *File  `json:"evidence,omitempty"`
}

// Lead is a target that an observation bears on.
type Lead struct {
	// How is decides or supports of a target that is not assessed, informs of
	// what counts for nothing, else leads-to: the verdict rests on it.
	How string `json:"how"`
	Target
	Verdict string `json:"verdict"`
}

// The words of Lead.How that are no strength of a binding.
const (
	leadsTo = "leads-to"
	informs = "informs"
)

// Risk is a weakness, or a gap in the assessment, which has no level.
type Risk struct {
	Key         string  `json:"key"`
	UUID        string  `json:"uuid,omitempty"`
	Status      string  `json:"status"`
	Level       string  `json:"level,omitempty"`
	Deadline    string  `json:"deadline,omitempty"`
	Why         string  `json:"why,omitempty"`
	Assets      []Asset `json:"assets,omitempty"` // that no inventory knows, the first few
	Remediation string  `json:"remediation,omitempty"`
	Item        *Item   `json:"poam-item,omitempty"` // its open one, where the risk is that of a finding
	Behind      []Named `json:"behind,omitempty"`    // the findings it stands for, where it is told by itself
}

// Asset is a thing that evidence names and no inventory.
type Asset struct {
	Name string `json:"name"`
	File
}

// Named is a finding by its name and verdict.
type Named struct {
	UUID string `json:"uuid,omitempty"`
	Target
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
}

// Item is an item of the plan of action. Its history is told where it is told by
// itself.
type Item struct {
	ID       string `json:"poam-id"`
	UUID     string `json:"uuid,omitempty"`
	Weakness string `json:"weakness"`
	Finding  string `json:"finding,omitempty"` // its own id, as of a vulnerability
	Status   string `json:"status"`
	List     string `json:"list,omitempty"` // remediation: the rules keep it off the plan of action
	Detected string `json:"detected"`
	Deadline string `json:"deadline,omitempty"`
	Count    int    `json:"subjects"`
	Open     int    `json:"still-affected"`

	Waivers []Waiver `json:"waivers,omitempty"`

	Returns  string     `json:"return-of,omitempty"` // POAM-ID
	Log      []Event    `json:"log,omitempty"`
	ClosedOn []string   `json:"closed-on-evidence-sets,omitempty"`
	Affected []Affected `json:"affected,omitempty"`
	More     int        `json:"affected-more,omitempty"`
	Behind   []Named    `json:"behind,omitempty"`
}

// Waiver is what a waiver says of an item.
type Waiver struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Why      string `json:"why,omitempty"` // it has no effect
	Covered  int    `json:"covered"`       // of the subjects that are still affected
	Until    string `json:"until,omitempty"`
	Owner    string `json:"owner,omitempty"`
	Approver string `json:"approver,omitempty"`
	File     string `json:"file"`
}

// Event is an entry of an item's log.
type Event struct {
	At          string `json:"at"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Affected is a subject that an item is about.
type Affected struct {
	Component string `json:"component"`
	Name      string `json:"name"`
	Since     string `json:"since"`
	Last      string `json:"last-failed,omitempty"`
	Cleared   string `json:"cleared,omitempty"`
	Why       string `json:"why"`
	Evidence  string `json:"evidence-sha256,omitempty"`
}

// Object is an object of a document whose meaning is in what it names or stands
// in, which is told after it.
type Object struct {
	Kind    string `json:"kind"` // OSCAL's word
	UUID    string `json:"uuid"`
	Title   string `json:"title,omitempty"`
	Path    string `json:"path"`
	Pointer string `json:"pointer"`
}
