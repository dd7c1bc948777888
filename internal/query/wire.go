package query

// What the parent and the workers of package duck say to each other. Both are the same binary, so there is no version.

// Worker names.
const (
	WorkerParse = "query.parse"
	WorkerBind  = "query.bind"
	WorkerCount = "query.count"
	WorkerRun   = "query.run"
)

// OutputName is the sandbox output that receives the Parquet answer.
const OutputName = "result.parquet"

// WireTable is a table the child makes, from the input of the same name if it has one, else empty.
type WireTable struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []Output `json:"columns"`
}

// ParseArgs asks for the tree of a text.
type ParseArgs struct {
	SQL string `json:"sql"`
}

// StatementArgs asks to bind, count or run trees over tables.
type StatementArgs struct {
	Tables     []WireTable `json:"tables"`
	Statements []string    `json:"statements"` // serialised trees; bind and run take one
	Outputs    []Output    `json:"outputs,omitempty"`
	MaxRows    int64       `json:"maxRows,omitempty"`
}

// RunAnswer is what query.run returns beside its output.
type RunAnswer struct {
	Rows int64 `json:"rows"`
}

// Codes of refusals by workers. The parent shows the text of CodeBind, which is made where there is no data; for all others it
// has its own text.
const (
	CodeSyntax     = "syntax"     // Detail: position, a space, and the message
	CodeNotSelect  = "not-select" //
	CodeBind       = "bind"       // the statement does not fit the tables' types
	CodeMeaning    = "meaning"    // the engine's text of the tree reads as another tree
	CodeRows       = "rows"       // more rows than MaxRows
	CodeConversion = "conversion" // a value could not be converted
	CodeRange      = "range"      // a number is out of range
	CodeValue      = "value"      // a function got a value it does not take
	CodeEngine     = "engine"     // anything else
)

var runtimeText = map[string]string{
	CodeConversion: "a value could not be converted to the type asked for; TRY_CAST gives NULL instead",
	CodeRange:      "a number left the range of its type; cast to DOUBLE, or aggregate less",
	CodeValue:      "a function or sub-query got a value it does not take",
	CodeEngine:     "the engine could not carry out the statement",
}
