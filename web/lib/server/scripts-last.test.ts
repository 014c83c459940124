import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { scriptsLast } from './scripts-last.ts';

const script = '\t<link href="./a.js" rel="modulepreload">\n';
const style = '\t<link href="./a.css" rel="stylesheet">\n';
const picture = '<img src="./a.avif">';
const start = '<script>start()</script>';
const page = (head: string, body = '') =>
	`<head>\n\t<meta charset="utf-8" />\n${head}</head>\n<body>${body}</body>`;

test('scripts stand behind what is shown, in their order, and nothing else moves', () => {
	const other = script.replace('a.js', 'b.js');
	const title = '\t<title>Passa</title>\n';
	assert.is(
		scriptsLast(page(script + other + title + style, picture + start)),
		page(title + style, picture + script + other + start),
	);
});

test('a page that starts no scripts, and what a page says of them, stay as they are', () => {
	for (const html of [
		page(style, picture + start),
		page(script, picture),
		page('', script + picture + start),
		`${page(script)}${picture}`,
		'<p>no head</p>',
	])
		assert.is(scriptsLast(html), html);
});

test.run();
