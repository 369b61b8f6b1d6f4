package scanners

import (
	"context"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/go-json-experiment/json/jsontext"
)

// sarifNames are the member names of SARIF that errors may print.
const sarifNames = `$schema version runs tool driver extensions rules results invocations artifacts
automationDetails versionControlProvenance inlineExternalProperties externalPropertyFileReferences
ruleId ruleIndex rule kind level message locations physicalLocation artifactLocation region startLine
suppressions baselineState defaultConfiguration properties id index name status uri`

// readSARIF reads SARIF 2.1.0. Each run is a document of its own; its bytes
// are the run's. The kind is static-analysis unless the source declares another.
//
// Source: OASIS SARIF 2.1.0, sections 3.13 (log), 3.14 (run), 3.27 (result).
func readSARIF(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, sarifNames)
	var version, schema string
	used := map[string]bool{}
	runs, seen := 0, false
	err := j.Object(func(name string) error {
		switch name {
		case "version":
			return j.Into(&version)
		case "$schema":
			return j.Into(&schema)
		case "runs":
			seen = true
			return j.Array(func(i int) error {
				runs++
				return readRun(s, j, i, used)
			})
		case "inlineExternalProperties":
			return j.Array(func(int) error { return inlineResults(j) })
		}
		return j.Skip()
	})
	if err != nil {
		return err
	}
	if err := j.End(); err != nil {
		return err
	}
	switch {
	case !seen:
		return &raw.Fault{Code: raw.FaultFormat}
	case version != "2.1.0" && !strings.HasPrefix(version, "2.1.0-"):
		return &raw.Fault{Code: raw.FaultVersion, Pointer: "/version"}
	case runs == 0:
		return s.Unshown(sarifKind(s), nil, "the file holds no run of any tool", "look at how the tool was called")
	}
	return nil
}

// sarifKind is the kind that the runs are: SARIF does not say what sort of tool
// wrote it. A source that declares configuration-findings or secret-findings, one
// of them and no static-analysis, has the file of such a tool.
func sarifKind(s *raw.Source) string {
	configured, secrets := s.Declares(raw.ConfigurationFindings), s.Declares(raw.SecretFindings)
	switch {
	case s.Declares(raw.StaticAnalysis), configured == secrets:
		return raw.StaticAnalysis
	case secrets:
		return raw.SecretFindings
	}
	return raw.ConfigurationFindings
}

// inlineResults refuses results that stand outside their run, where one could
// not tell which run they complete.
func inlineResults(j *raw.JSON) error {
	return j.Object(func(name string) error {
		if name == "results" && j.Kind() != 'n' {
			return j.FaultAt(raw.FaultElsewhere, j.Dec.InputOffset(), j.Dec.StackPointer())
		}
		return j.Skip()
	})
}

// sarifRun is one run while it is read. Its parts come in any order, so the
// results wait for the rules.
type sarifRun struct {
	kind        string
	tool        sarifTool
	results     []sarifResult
	computed    bool // results is there and not null
	elsewhere   bool // results are in another file
	invocations []sarifInvocation
	artifacts   []string
	automation  struct{ ID string }
	provenance  []struct{ RepositoryURI, RevisionID string }
	rules       map[string]*sarifRule // by id, of all components
}

type sarifTool struct {
	Driver     sarifComponent   `json:"driver"`
	Extensions []sarifComponent `json:"extensions"`
}

type sarifComponent struct {
	Name            string      `json:"name"`
	Version         string      `json:"version"`
	SemanticVersion string      `json:"semanticVersion"`
	Rules           []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID               string                `json:"id"`
	Name             string                `json:"name"`
	ShortDescription struct{ Text string } `json:"shortDescription"`
	MessageStrings   map[string]sarifText  `json:"messageStrings"`
	Default          struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
	Properties struct {
		Severity jsontext.Value `json:"security-severity"`
	} `json:"properties"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	ExecutionSuccessful *bool               `json:"executionSuccessful"`
	ExitCode            int                 `json:"exitCode"`
	ExitSignal          string              `json:"exitSignalName"`
	NotStarted          string              `json:"processStartFailureMessage"`
	StartTimeUtc        string              `json:"startTimeUtc"`
	EndTimeUtc          string              `json:"endTimeUtc"`
	Execution           []sarifNotification `json:"toolExecutionNotifications"`
	Configuration       []sarifNotification `json:"toolConfigurationNotifications"`
	Overrides           []struct {
		Descriptor    sarifReference `json:"descriptor"`
		Configuration struct {
			Level string `json:"level"`
		} `json:"configuration"`
	} `json:"ruleConfigurationOverrides"`

	position string
}

// failed says whether the tool did not come to its end. Some exit with a code for
// what they found, and say all the same that they were successful.
func (v *sarifInvocation) failed() bool {
	if v.ExitSignal != "" || v.NotStarted != "" {
		return true
	}
	if v.ExecutionSuccessful != nil {
		return !*v.ExecutionSuccessful
	}
	return v.ExitCode != 0
}

type sarifNotification struct {
	Level      string         `json:"level"`
	Descriptor sarifReference `json:"descriptor"`
	Locations  []sarifPlace   `json:"locations"`
}

type sarifReference struct {
	ID        string `json:"id"`
	Index     *int   `json:"index"`
	Component struct {
		Index *int `json:"index"`
	} `json:"toolComponent"`
}

type sarifPlace struct {
	Physical struct {
		Artifact struct {
			URI   string `json:"uri"`
			Index *int   `json:"index"`
		} `json:"artifactLocation"`
		Region struct {
			StartLine int `json:"startLine"`
			EndLine   int `json:"endLine"`
		} `json:"region"`
	} `json:"physicalLocation"`
	Logical []struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Name               string `json:"name"`
	} `json:"logicalLocations"`
}

// readRun reads one run and emits its document.
func readRun(s *raw.Source, j *raw.JSON, index int, used map[string]bool) error {
	r := sarifRun{kind: sarifKind(s)}
	j.T.Mark(j.Dec.InputOffset())
	if j.Kind() != '{' {
		return j.Mistyped()
	}
	line := 0
	first := func() {
		if line == 0 {
			line = j.T.Begin('{')
		}
	}
	err := j.Object(func(name string) error {
		first()
		return r.member(j, name)
	})
	if err != nil {
		return err
	}
	first()
	digest := j.T.End(j.Dec.InputOffset())
	d := r.document(s, index, used)
	d.Pointer, d.Line, d.Digest = "/runs/"+strconv.Itoa(index), line, &digest
	return s.Emit(d)
}

func (r *sarifRun) member(j *raw.JSON, name string) error {
	switch name {
	case "tool":
		return j.Into(&r.tool)
	case "results":
		if r.computed = j.Kind() != 'n'; !r.computed {
			return j.Skip()
		}
		return raw.Records(j, &r.results, func(x *sarifResult, at string) { x.settle(at) })
	case "invocations":
		return j.Array(func(int) error {
			var v sarifInvocation
			err := j.Into(&v)
			v.position = j.Here()
			r.invocations = append(r.invocations, v)
			return err
		})
	case "artifacts":
		return j.Array(func(int) error {
			var a struct {
				Location struct {
					URI string `json:"uri"`
				} `json:"location"`
			}
			err := j.Into(&a)
			r.artifacts = append(r.artifacts, raw.Clip(a.Location.URI, raw.LongText))
			return err
		})
	case "automationDetails":
		var v struct {
			ID string `json:"id"`
		}
		err := j.Into(&v)
		r.automation.ID = v.ID
		return err
	case "versionControlProvenance":
		return j.Array(func(int) error {
			var v struct {
				RepositoryURI string `json:"repositoryUri"`
				RevisionID    string `json:"revisionId"`
			}
			err := j.Into(&v)
			r.provenance = append(r.provenance, struct{ RepositoryURI, RevisionID string }{v.RepositoryURI, v.RevisionID})
			return err
		})
	case "externalPropertyFileReferences":
		return j.Object(func(name string) error {
			r.elsewhere = r.elsewhere || name == "results" && j.Kind() != 'n'
			return j.Skip()
		})
	}
	return j.Skip()
}

func isSARIF(h raw.Head) bool {
	if h.List || h.Lines {
		return false
	}
	if strings.Contains(strings.ToLower(h.Value("$schema")), "sarif") {
		return true
	}
	run := h.In("runs")
	return h.Has("runs") && (h.Has("version") || run.Has("tool") || run.Has("results") || run.Has("invocations") || run.Has("automationDetails"))
}
