import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const css = readFileSync(new URL('./app.css', import.meta.url), 'utf8');

/** The tokens of a theme by name; the dark one overrides the light one. */
function tokensOf(text: string): Map<string, string> {
	return new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}
const [, light, dark] =
	/:root \{([^}]*)\}\s*@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(css)!;
const themes = { light: tokensOf(light!), dark: new Map([...tokensOf(light!), ...tokensOf(dark!)]) };

/** WCAG 2: relative luminance of sRGB. */
function luminance(colour: string): number {
	const [red, green, blue] = [1, 3, 5].map((at) => {
		const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(one: string, other: string): number {
	const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light! + 0.05) / (dark! + 0.05);
}

const pairs = [
	...['ink', 'soft', 'teal', 'good', 'bad', 'accent'].flatMap((text) =>
		['paper', 'card'].map((ground) => [text, ground] as const),
	),
	...['ink', 'soft', 'teal', 'good', 'bad'].map((text) => [text, 'teal-soft'] as const),
	['accent-ink', 'accent'] as const,
];

for (const [name, tokens] of Object.entries(themes))
	test(`text has a contrast of 7:1 on every ground it stands on: ${name}`, () => {
		for (const [text, ground] of pairs) {
			const found = contrast(tokens.get(text)!, tokens.get(ground)!);
			assert.ok(found >= 7, `${text} on ${ground}: ${found.toFixed(2)}`);
		}
	});

test('the control: the accent of before falls short, black on white does not', () => {
	assert.ok(contrast('#b4441a', '#faf5ec') < 7);
	assert.is(contrast('#000000', '#ffffff').toFixed(1), '21.0');
});

test.run();
