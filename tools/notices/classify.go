package main

import (
	"errors"
	"sort"
	"strings"
)

// errUnknownLicence reports a text that no rule below recognises; a person has to read it.
var errUnknownLicence = errors.New("unknown licence")

// marks are phrases that stand in a licence's text whoever uses it, in lower case with single spaces.
var marks = []struct {
	id    string
	all   []string // all of them occur
	never string   // this does not occur
}{
	{"Apache-2.0", []string{"apache license", "version 2.0"}, ""},
	{"LGPL-3.0", []string{"gnu lesser general public license version 3"}, ""},
	{"GPL-3.0", []string{"gnu general public license version 3", "developers that use the gnu gpl"}, ""},
	{"GPL-2.0", []string{"gnu general public license", "version 2"}, "version 3"},
	{"MPL-2.0", []string{"mozilla public license", "2.0"}, ""},
	{"MIT", []string{"permission is hereby granted, free of charge", "the above copyright notice and this permission notice"}, ""},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "endorse or promote products"}, ""},
	{"BSD-2-Clause", []string{"redistribution and use in source and binary forms"}, "endorse or promote products"},
	{"ISC", []string{"permission to use, copy, modify, and", "distribute this software for any purpose with or without fee is hereby granted, provided that"}, ""},
	{"CC0-1.0", []string{"cc0 1.0 universal"}, ""},
	{"CC0-1.0", []string{"creativecommons.org/publicdomain/zero/1.0"}, ""},
	{"CC-BY-4.0", []string{"creative commons attribution 4.0"}, ""},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}, ""},
	{"public domain", []string{"disclaims copyright to this source code"}, ""},
	{"public domain", []string{"has been dedicated to the public domain by the authors"}, ""},
	// Protocol Labs names its two licences and links to them.
	{"Apache-2.0", []string{"licensed under", "apache-2.0"}, ""},
	{"MIT", []string{"mit software license"}, ""},
	{"Apache-2.0", []string{"dual-licensed under apache 2.0 and mit terms"}, ""},
	{"MIT", []string{"dual-licensed under apache 2.0 and mit terms"}, ""},
	{"BSL-1.0", []string{"boost software license"}, ""},
}

// classify returns the SPDX identifiers whose marks the text bears, sorted.
func classify(text string) ([]string, error) {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	found := map[string]bool{}
next:
	for _, m := range marks {
		for _, phrase := range m.all {
			if !strings.Contains(text, phrase) {
				continue next
			}
		}
		if m.never == "" || !strings.Contains(text, m.never) {
			found[m.id] = true
		}
	}
	if found["LGPL-3.0"] || found["MPL-2.0"] || found["GPL-3.0"] {
		delete(found, "GPL-2.0") // named inside those texts
	}
	if len(found) == 0 {
		return nil, errUnknownLicence
	}
	var ids []string
	for id := range found {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids, nil
}

// isLicenceFile says whether a file name is that of a licence; notice is true for the notices that Apache-2.0 wants passed on.
func isLicenceFile(name string) (licence, notice bool) {
	stem := strings.ToUpper(name)
	if stem == "LICENSE-LOGO" { // of a picture in a README, which is not linked
		return false, false
	}
	if i := strings.IndexAny(stem, ".-"); i > 0 {
		if ext := stem[i:]; ext == ".GO" || ext == ".PY" || ext == ".SH" || ext == ".JSON" || ext == ".PNG" || ext == ".PS1" {
			return false, false
		}
		stem = stem[:i]
	}
	switch stem {
	case "LICENSE", "LICENCE", "COPYING", "UNLICENSE", "COPYRIGHT":
		return true, false
	case "NOTICE":
		return false, true
	}
	return false, false
}
