import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stylesFirst } from './styles-first.ts';

const script = '\t<link href="./a.js" rel="modulepreload">\n';
const style = '\t<link href="./a.css" rel="stylesheet">\n';
const page = (head: string, body = '') =>
	`<head>\n\t<meta charset="utf-8" />\n${head}</head>\n<body>${body}</body>`;

test('styles stand before the scripts, in their order, and nothing else moves', () => {
	const other = style.replace('a.css', 'b.css');
	const title = '\t<title>Passa</title>\n';
	assert.is(
		stylesFirst(page(script + script + title + style + other)),
		page(style + other + script + script + title),
	);
});

test('a page without scripts or styles, and what a page says of either, stay as they are', () => {
	for (const html of [
		page(style),
		page(script),
		page('', script + style),
		page(script, style),
		'<p>no head</p>',
	])
		assert.is(stylesFirst(html), html);
});

test.run();
