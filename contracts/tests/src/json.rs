//! Just enough JSON. Numbers beyond 32 bits are decimal strings.

pub fn text(value: impl ToString) -> String {
    format!("\"{}\"", value.to_string())
}

pub fn hex(bytes: &[u8]) -> String {
    text(bytes.iter().map(|b| format!("{b:02x}")).collect::<String>())
}

pub fn object(fields: &[(&str, String)]) -> String {
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
    block('{', &lines, '}')
}

pub fn array(values: &[String]) -> String {
    block('[', values, ']')
}

/// For a few short values.
pub fn line(values: &[String]) -> String {
    format!("[{}]", values.join(", "))
}

fn block(open: char, items: &[String], close: char) -> String {
    let indented = items.join(",\n").replace('\n', "\n\t");
    format!("{open}\n\t{indented}\n{close}")
}
