const scripts = /[ \t]*<link [^>]*rel="modulepreload"[^>]*>\n?/g;

/**
 * A page is shown once its styles are there, and looks whole with its first picture. Kit names some thirty scripts before
 * them, behind which they would wait for a connection. Here the scripts come last, before the one that starts them.
 */
export function scriptsLast(html: string): string {
	const end = html.indexOf('</head>');
	const start = html.lastIndexOf('<script');
	if (end === -1 || start < end) return html;
	const head = html.slice(0, end);
	const links = head.match(scripts) ?? [];
	return head.replace(scripts, '') + html.slice(end, start) + links.join('') + html.slice(start);
}
