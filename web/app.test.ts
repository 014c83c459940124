import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contrast } from '#shared/contrast.ts';

const css = readFileSync(new URL('./app.css', import.meta.url), 'utf8');

/** The tokens of a theme by name; the dark one overrides the light one. */
function tokensOf(text: string): Map<string, string> {
	return new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1]!, m[2]!]));
}
const [, light, dark] =
	/:root \{([^}]*)\}\s*@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(css)!;
const themes = { light: tokensOf(light!), dark: new Map([...tokensOf(light!), ...tokensOf(dark!)]) };

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
