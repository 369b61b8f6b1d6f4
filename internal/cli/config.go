package cli

import (
	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/config"
)

func newConfig(f *factory) *cobra.Command {
	var path, format string
	show := &cobra.Command{
		Use:   "show",
		Short: "Show every value in force, defaults included, and where it comes from",
		Args:  arguments(0, 0, ""),
		RunE:  func(*cobra.Command, []string) error { return f.configShow(path, format) },
	}
	configFlag(show, &path)
	outputFlag(show, &format, "text", "json")
	return group("config", "Look at the configuration", show)
}

func (f *factory) configShow(path, format string) error {
	cfg, err := config.Load(path)
	if err != nil {
		return err
	}
	settings := cfg.Settings()
	if format == "json" {
		type setting struct {
			Key    string `json:"key"`
			Value  string `json:"value"`
			Origin string `json:"origin"`
		}
		out := make([]setting, len(settings))
		for i, s := range settings {
			out[i] = setting(s)
		}
		return f.json(out)
	}
	rows := make([][]string, len(settings))
	for i, s := range settings {
		rows[i] = []string{s.Key, s.Value, s.Origin}
	}
	return f.table([]string{"KEY", "VALUE", "FROM"}, rows)
}
