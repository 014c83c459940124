import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'svelte/compiler';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('words from people on pages');

/** Expressions that show a name or words that people wrote. */
const fromPeople =
	/\b(?:eventName|tierName|named(?=\((?!session))|called|place|placeOf|act(?=\})|(?:event|tier|t|payee|p|split|part|wanted|organizer|person|team|data|draft|invitation|basics|row|found|act)\.(?:name|venue|city|team|description|note)|venue\.(?:name|city))\b/;
/** A text that can hold no element has the isolates themselves. */
const isolatedText = /\bisolateBidi\(/;

type Node = Record<string, unknown> & { type?: string; start: number; end: number };

/** Expressions within a page's text that stand in no `<bdi>` and in no element with a direction of its own. */
function bare(source: string): string[] {
	const found: string[] = [];
	const walk = (value: unknown, isIsolated: boolean): void => {
		if (Array.isArray(value)) for (const each of value) walk(each, isIsolated);
		if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
		const node = value as Node;
		if (node.type === 'ExpressionTag') {
			const text = source.slice(node.start, node.end);
			if (!isIsolated && fromPeople.test(text) && !isolatedText.test(text)) found.push(text);
			return;
		}
		if (node.type === 'TitleElement') return;
		for (const [key, child] of Object.entries(node)) {
			if (['attributes', 'expression', 'test', 'instance', 'module', 'css', 'key'].includes(key)) continue;
			walk(child, isIsolated || hasOwnDirection(node));
		}
	};
	walk(parse(source, { modern: true }).fragment, false);
	return found;
}

const hasOwnDirection = ({ name, attributes }: Node): boolean =>
	name === 'bdi' ||
	name === 'textarea' ||
	name === 'option' ||
	(Array.isArray(attributes) && attributes.some((attribute) => attribute.name === 'dir'));

const files = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.name.endsWith('.svelte') && !entry.parentPath.includes('.svelte-kit'))
		.map((entry) => join(entry.parentPath, entry.name));

test('every name that people wrote has a direction of its own', () => {
	const bad = ['lib', 'routes'].flatMap((folder) =>
		files(join(import.meta.dirname, folder)).flatMap((file) =>
			bare(readFileSync(file, 'utf8')).map((text) => `${relative(import.meta.dirname, file)}: ${text}`),
		),
	);
	assert.equal(bad, []);
});

test('a bare name is found, whatever stands around it', () => {
	assert.equal(bare('<p>{event.name}</p>'), ['{event.name}']);
	assert.equal(bare('<p>{#if a}<b>{m.x({ name: payee.name })}</b>{/if}</p>'), [
		'{m.x({ name: payee.name })}',
	]);
	assert.equal(bare('<p title={event.name}><bdi>{event.name}</bdi></p>'), []);
	assert.equal(bare('<p dir="auto">{tier.description}</p>'), []);
	assert.equal(bare('<p>{m.x({ name: isolateBidi(payee.name) })}</p>'), []);
});

test.run();
