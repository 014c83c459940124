import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noTurn, stayOf, type Turn, turnAt, type WallPost } from './turns.ts';

const post = (id: string, text = id): WallPost => ({ id, text, name: null });
const [a, b, c] = [post('a'), post('b'), post('c')];

/** Whose turns these are, one after the other. */
function order(posts: WallPost[], turns: number): string {
	let turn: Turn = noTurn;
	const seen: (string | null)[] = [];
	for (let now = 0; seen.length < turns; now += 1000) {
		const next = turnAt(turn, posts, now);
		if (next !== turn) seen.push(next.id);
		turn = next;
	}
	return seen.join('');
}

test('posts take turns, each as often as the others', () => {
	assert.is(order([a, b, c], 7), 'abcabca');
});

test('a post that was hidden leaves at once', () => {
	const shown = turnAt(noTurn, [a, b], 0);
	assert.is(shown.id, 'a');
	assert.is(turnAt(shown, [a, b], 100).id, 'a', 'control');
	assert.is(turnAt(shown, [b], 100).id, 'b');
	assert.is(turnAt(shown, [], 100).id, null);
});

test('a new post comes next, and the others wait no longer than for it', () => {
	let turn = turnAt(noTurn, [a, b], 0);
	turn = turnAt(turn, [c, a, b], 7_000);
	assert.is(turn.id, 'c');
	turn = turnAt(turn, [c, a, b], 14_000);
	assert.is(turn.id, 'b');
});

test('one post alone stays, without a turn', () => {
	const turn = turnAt(noTurn, [a], 0);
	assert.is(turnAt(turn, [a], 600_000), turn);
});

test('a long post stays longer, and none for ever', () => {
	assert.ok(stayOf({ text: 'x' }) === 7_000 && stayOf({ text: 'x'.repeat(100) }) > 10_000);
	assert.is(stayOf({ text: 'x'.repeat(10_000) }), 14_000);
});

test.run();
