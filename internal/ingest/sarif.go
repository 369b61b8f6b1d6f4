package ingest

import (
	"context"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// sarifNames are the member names of SARIF that errors may print.
const sarifNames = `$schema version runs tool driver extensions rules results invocations artifacts
automationDetails versionControlProvenance inlineExternalProperties externalPropertyFileReferences
ruleId ruleIndex rule kind level message locations physicalLocation artifactLocation region startLine
suppressions baselineState defaultConfiguration properties id index name status uri`

// readSARIF reads SARIF 2.1.0. Each run is a document of its own; its bytes
// are the run's.
//
// Source: OASIS SARIF 2.1.0, sections 3.13 (log), 3.14 (run), 3.27 (result).
func readSARIF(ctx context.Context, s *source) error {
	j := newJSON(ctx, s, sarifNames)
	var version, schema string
	used := map[string]bool{}
	runs, seen := 0, false
	err := j.object(func(name string) error {
		switch name {
		case "version":
			return j.into(&version)
		case "$schema":
			return j.into(&schema)
		case "runs":
			seen = true
			return j.array(func(i int) error {
				runs++
				return readRun(s, j, i, used)
			})
		case "inlineExternalProperties":
			return j.array(func(int) error { return inlineResults(j) })
		}
		return j.skip()
	})
	if err != nil {
		return err
	}
	if err := j.end(); err != nil {
		return err
	}
	switch {
	case !seen:
		return &fault{code: faultFormat}
	case version != "2.1.0" && !strings.HasPrefix(version, "2.1.0-"):
		return &fault{code: faultVersion, pointer: "/version"}
	case runs == 0:
		return s.unshown(StaticAnalysis, nil, "the file holds no run of any tool", "look at how the tool was called")
	}
	return nil
}

// inlineResults refuses results that stand outside their run, where one could
// not tell which run they complete.
func inlineResults(j *jsonReader) error {
	return j.object(func(name string) error {
		if name == "results" && j.kind() != 'n' {
			return j.faultAt(faultElsewhere, j.dec.InputOffset(), j.dec.StackPointer())
		}
		return j.skip()
	})
}

// sarifRun is one run while it is read. Its parts come in any order, so the
// results wait for the rules.
type sarifRun struct {
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
func readRun(s *source, j *jsonReader, index int, used map[string]bool) error {
	var r sarifRun
	j.t.mark(j.dec.InputOffset())
	if j.kind() != '{' {
		return j.mistyped()
	}
	line := 0
	first := func() {
		if line == 0 {
			line = j.t.begin('{')
		}
	}
	err := j.object(func(name string) error {
		first()
		return r.member(j, name)
	})
	if err != nil {
		return err
	}
	first()
	digest := j.t.end(j.dec.InputOffset())
	d := r.document(s, index, used)
	d.pointer, d.line, d.digest = "/runs/"+strconv.Itoa(index), line, &digest
	return s.emit(d)
}

func (r *sarifRun) member(j *jsonReader, name string) error {
	switch name {
	case "tool":
		return j.into(&r.tool)
	case "results":
		if r.computed = j.kind() != 'n'; !r.computed {
			return j.skip()
		}
		return records(j, &r.results, func(x *sarifResult, at string) { x.settle(at) })
	case "invocations":
		return j.array(func(int) error {
			var v sarifInvocation
			err := j.into(&v)
			v.position = j.here()
			r.invocations = append(r.invocations, v)
			return err
		})
	case "artifacts":
		return j.array(func(int) error {
			var a struct {
				Location struct {
					URI string `json:"uri"`
				} `json:"location"`
			}
			err := j.into(&a)
			r.artifacts = append(r.artifacts, clip(a.Location.URI, longText))
			return err
		})
	case "automationDetails":
		var v struct {
			ID string `json:"id"`
		}
		err := j.into(&v)
		r.automation.ID = v.ID
		return err
	case "versionControlProvenance":
		return j.array(func(int) error {
			var v struct {
				RepositoryURI string `json:"repositoryUri"`
				RevisionID    string `json:"revisionId"`
			}
			err := j.into(&v)
			r.provenance = append(r.provenance, struct{ RepositoryURI, RevisionID string }{v.RepositoryURI, v.RevisionID})
			return err
		})
	case "externalPropertyFileReferences":
		return j.object(func(name string) error {
			r.elsewhere = r.elsewhere || name == "results" && j.kind() != 'n'
			return j.skip()
		})
	}
	return j.skip()
}
