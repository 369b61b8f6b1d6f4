module github.com/assay-compliance/assay/.ci/tools/peer

go 1.26.0

require github.com/defenseunicorns/go-oscal v0.7.1

require (
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.2 // indirect
	golang.org/x/text v0.14.0 // indirect
	gopkg.in/yaml.v3 v3.0.1 // indirect
)
