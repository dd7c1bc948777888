package refine

import (
	"fmt"
	"strings"
)

// statement is one statement of a script.
type statement struct {
	text  string // without the semicolon; comments inside it stay
	line  int    // of its first word, from 1
	words []token
}

// token is a word of SQL: keywords and names, quoted names included. Literals, numbers and comments are none.
type token struct {
	word   string // lower case, without quotes
	line   int
	quoted bool
	called bool // an opening parenthesis follows
}

// split cuts a script at its semicolons, as DuckDB's own lexer reads it: texts 'a”b', E'a\'b', $tag$...$tag$, names "a""b", comments --
// and nested /* */. DuckDB checks afterwards that each piece is exactly one statement, so a mistake here can only refuse a script.
func split(script string) ([]statement, error) {
	var list []statement
	cur := statement{}
	begin, line := 0, 1
	emit := func(end int) {
		if len(cur.words) > 0 || cur.line > 0 {
			cur.text = strings.TrimSpace(script[begin:end])
			list = append(list, cur)
		}
		cur = statement{}
	}
	significant := func() {
		if cur.line == 0 {
			cur.line = line
		}
	}
	// skip moves over script[i:j] and counts lines.
	i := 0
	skip := func(j int) {
		line += strings.Count(script[i:j], "\n")
		i = j
	}
	// until finds the end of what starts at i: one past the closing mark, where doubled marks do not close.
	until := func(from int, mark byte, backslash bool) int {
		for j := from; j < len(script); j++ {
			switch {
			case backslash && script[j] == '\\':
				j++
			case script[j] == mark:
				if j+1 < len(script) && script[j+1] == mark {
					j++
					continue
				}
				return j + 1
			}
		}
		return -1
	}
	for i < len(script) {
		c := script[i]
		start := line
		switch {
		case c == ';':
			emit(i)
			i++
			begin = i
		case c == '\n' || c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
			skip(i + 1)
		case strings.HasPrefix(script[i:], "--"):
			j := strings.IndexByte(script[i:], '\n')
			if j < 0 {
				j = len(script) - i
			}
			skip(i + j)
		case strings.HasPrefix(script[i:], "/*"):
			j, depth := i+2, 1
			for depth > 0 {
				if j+1 >= len(script) {
					return nil, fmt.Errorf("line %d: a comment never ends", start)
				}
				switch script[j : j+2] {
				case "/*":
					depth++
					j += 2
				case "*/":
					depth--
					j += 2
				default:
					j++
				}
			}
			skip(j)
		case c == '\'':
			significant()
			j := until(i+1, '\'', false)
			if j < 0 {
				return nil, fmt.Errorf("line %d: a text never ends", start)
			}
			skip(j)
		case c == '"':
			significant()
			j := until(i+1, '"', false)
			if j < 0 {
				return nil, fmt.Errorf("line %d: a quoted name never ends", start)
			}
			name := strings.ReplaceAll(script[i+1:j-1], `""`, `"`)
			cur.words = append(cur.words, token{strings.ToLower(name), start, true, follows(script[j:])})
			skip(j)
		case c == '$':
			significant()
			tag := i + 1
			for tag < len(script) && isWord(script[tag]) {
				tag++
			}
			if tag == len(script) || script[tag] != '$' || (tag > i+1 && isDigit(script[i+1])) {
				skip(i + 1) // a parameter, which DuckDB will refuse
				break
			}
			mark := script[i : tag+1]
			j := strings.Index(script[tag+1:], mark)
			if j < 0 {
				return nil, fmt.Errorf("line %d: a text in %s never ends", start, mark)
			}
			skip(tag + 1 + j + len(mark))
		case isWord(c) && !isDigit(c):
			significant()
			j := i
			for j < len(script) && (isWord(script[j]) || script[j] == '$') {
				j++
			}
			word := strings.ToLower(script[i:j])
			if j < len(script) && script[j] == '\'' && word == "e" {
				end := until(j+1, '\'', true)
				if end < 0 {
					return nil, fmt.Errorf("line %d: a text never ends", start)
				}
				skip(end)
				break
			}
			cur.words = append(cur.words, token{word, start, false, follows(script[j:])})
			skip(j)
		default:
			significant()
			// Numbers swallow what sticks to them, so that 1e5 is no word.
			j := i + 1
			for isDigit(c) && j < len(script) && (isWord(script[j]) || script[j] == '.') {
				j++
			}
			skip(j)
		}
	}
	emit(len(script))
	return list, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
}

// follows reports whether an opening parenthesis comes next, over white space and comments.
func follows(rest string) bool {
	for {
		rest = strings.TrimLeft(rest, " \t\r\n\f\v")
		switch {
		case strings.HasPrefix(rest, "("):
			return true
		case strings.HasPrefix(rest, "--"):
			_, after, ok := strings.Cut(rest, "\n")
			if !ok {
				return false
			}
			rest = after
		case strings.HasPrefix(rest, "/*"):
			_, after, ok := strings.Cut(rest, "*/")
			if !ok {
				return false
			}
			rest = after
		default:
			return false
		}
	}
}

// allowedStatements are the first words a statement may have; DuckDB's own classification is checked as well.
var allowedStatements = map[string]bool{"create": true, "insert": true, "update": true, "delete": true, "select": true, "with": true, "from": true, "values": true}

// changing names what does not give the same answer every time; another validator could not confirm the result. The value tells
// whether it counts only when called, so that a column may be named so.
var changing = map[string]bool{
	"random": true, "setseed": true, "uuid": true, "uuidv4": true, "uuidv7": true, "gen_random_uuid": true, "now": true, "today": true,
	"get_current_time": true, "get_current_timestamp": true, "transaction_timestamp": true, "current_localtime": true,
	"current_localtimestamp": true, "txid_current": true, "pg_sleep": true, "version": true, "current_setting": true,
	"duckdb_settings": true, "duckdb_memory": true, "duckdb_temporary_files": true, "pragma_version": true, "pragma_platform": true,
	"enable_logging": true, "duckdb_logs": true, "query": true, "query_table": true, "json_execute_serialized_sql": true,
	"current_date": false, "current_time": false, "current_timestamp": false, "localtime": false, "localtimestamp": false, "tablesample": false,
}

// check refuses a statement by its words.
func (s statement) check() error {
	if len(s.words) == 0 || s.words[0].quoted || !allowedStatements[s.words[0].word] {
		return fmt.Errorf("line %d: %s is not allowed in a refiner; allowed are CREATE TABLE, VIEW and MACRO, INSERT, UPDATE, DELETE, SELECT and WITH", s.line, s.name())
	}
	if s.isCreate() {
		what := s.words[1:]
		for len(what) > 0 && (what[0].word == "or" || what[0].word == "replace" || what[0].word == "temp" || what[0].word == "temporary") {
			what = what[1:]
		}
		if len(what) == 0 || what[0].quoted || (what[0].word != "table" && what[0].word != "view" && what[0].word != "macro" && what[0].word != "function") {
			name := "something unnamed"
			if len(what) > 0 {
				name = strings.ToUpper(what[0].word)
			}
			return fmt.Errorf("line %d: CREATE %s is not allowed in a refiner; allowed are CREATE TABLE, VIEW and MACRO", s.line, name)
		}
	}
	for i, w := range s.words {
		onlyCalled, bad := changing[w.word]
		if bad && (w.called || (!onlyCalled && !w.quoted)) {
			return fmt.Errorf("line %d: %s is not allowed in a refiner: it must give the same rows every time", w.line, w.word)
		}
		if w.word == "sample" && i > 0 && s.words[i-1].word == "using" && !w.quoted {
			return fmt.Errorf("line %d: USING SAMPLE is not allowed in a refiner: it must give the same rows every time", w.line)
		}
	}
	return nil
}

func (s statement) isCreate() bool { return len(s.words) > 0 && s.words[0].word == "create" }

// name is the statement's first word for messages.
func (s statement) name() string {
	if len(s.words) == 0 {
		return "a statement without a name"
	}
	return strings.ToUpper(s.words[0].word)
}
