import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { contrast } from '#shared/contrast.ts';
import { posterOf } from './poster.ts';
import { layouts } from './poster-layouts.ts';

const ids = Array.from({ length: 500 }, (_, i) => `C${'A'.repeat(50)}${i}`);

test('an event keeps its poster, and no two events have the same one', () => {
	assert.equal(posterOf(ids[0]!), posterOf(ids[0]!));
	assert.is(new Set(ids.map((id) => posterOf(id).shapes)).size, ids.length);
});

test('there are seven kinds of posters', () => {
	assert.is(layouts.length, 7);
	const drawn = layouts.map((layout) =>
		layout({ ground: '#000000', ink: '#111111', accent: '#222222', second: '#333333' }, () => 0.5),
	);
	assert.is(new Set(drawn).size, layouts.length);
});

test('white words are readable on a poster, and only numbers and colours stand in its shapes', () => {
	for (const id of ids) {
		const { ground, ink, shapes } = posterOf(id);
		for (const colour of [ground, ink]) assert.ok(contrast(colour, '#ffffff') >= 4.5, colour);
		assert.not.match(shapes, /NaN|undefined|script|href/);
	}
});

test.run();
