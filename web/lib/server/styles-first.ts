const firstScript = /[ \t]*<link [^>]*rel="modulepreload"/;
const style = /[ \t]*<link [^>]*rel="stylesheet"[^>]*>\n?/g;

/**
 * A page is shown once its styles are there. Kit names them after some thirty scripts, behind which they would wait for
 * a connection.
 */
export function stylesFirst(html: string): string {
	const at = html.search(firstScript);
	const end = html.indexOf('</head>');
	if (at === -1 || end < at) return html;
	const head = html.slice(at, end);
	const styles = head.match(style) ?? [];
	return html.slice(0, at) + styles.join('') + head.replace(style, '') + html.slice(end);
}
