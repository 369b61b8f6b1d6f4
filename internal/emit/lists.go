package emit

import (
	"maps"
	"path"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/oscal"
)

// remediationFile is the name of the second list's document inside a framework's
// folder.
const remediationFile = "remediation.json"

// listFile is the document of each list.
var listFile = map[assessment.List]string{assessment.OnPlan: poamFile, assessment.OnRemediation: remediationFile}

// ListFile is the name of a list's document inside a framework's folder.
func ListFile(list assessment.List) string { return listFile[list] }

// RecordedName is the name, without .json, under which the state of a framework's list
// is recorded, and by which the manifest knows it.
func RecordedName(framework string, list assessment.List) string {
	if list == assessment.OnPlan {
		return framework
	}
	return framework + "." + string(list)
}

// recordedAs is the name under which an output is recorded; ok is false for what is
// no list.
func recordedAs(output string) (name string, ok bool) {
	for _, list := range assessment.Lists {
		if path.Base(output) == listFile[list] {
			return RecordedName(path.Dir(output), list), true
		}
	}
	return "", false
}

// lists writes the document of each list that has an item.
func (b *book) lists(dir string) ([]output, map[string]int64, error) {
	var out []output
	sizes := map[string]int64{}
	for _, list := range assessment.Lists {
		one, resources, err := b.poam(dir, list)
		if err != nil {
			return nil, nil, err
		}
		if one.Path != "" {
			out = append(out, one)
		}
		maps.Copy(sizes, resources)
	}
	return out, sizes, nil
}

// listTitle heads the document of a list. The second one says what it is not.
func listTitle(list assessment.List, system, framework string) string {
	if list == assessment.OnRemediation {
		return line("Remediation list of " + system + ", " + framework + ": not a POA&M in the sense of 32 CFR 170.21")
	}
	return poamTitle(system, framework)
}

func listProps(list assessment.List) []oscal.Property {
	if list == assessment.OnPlan {
		return nil
	}
	return []oscal.Property{prop("list", string(list))}
}
