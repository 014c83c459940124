import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AuditCheck } from './check.ts';
import { type CheckName, checkSentences } from './check-sentences.ts';
import { concerns, verdictNames, verdictsOf } from './verdicts.ts';

const all = Object.keys(checkSentences) as CheckName[];
const made = (names: CheckName[], failing: CheckName | null = null): AuditCheck[] =>
	names.map((name) => ({ name, ok: name !== failing, expected: '', found: '' }));
/** An audit of one node, as it is made when nothing is wrong. */
const ofFiles: CheckName[] = ['code_attached', 'document_attached', 'ledger_kept', 'file_complete'];
const oneNode = all.filter(
	(name) => !/^(second|archive)_/.test(name) && name !== 'log_begins' && !ofFiles.includes(name),
);
const states = (checks: AuditCheck[]) => Object.values(verdictsOf(checks));
const green = (checks: AuditCheck[]) => states(checks).every((state) => state === 'holds');

test('all four verdicts hold where every check holds, with one node and with two', () => {
	assert.ok(green(made(oneNode)));
	assert.ok(green(made(all)));
});

test('each check that fails takes the green of its own verdicts, or of all four where it says whether the data is genuine', () => {
	for (const name of all) {
		const verdicts = verdictsOf(made(all, name));
		const concern = concerns[name];
		for (const verdict of verdictNames) {
			const own = concern !== 'reading' && (concern as readonly string[]).includes(verdict);
			const expected = concern === 'reading' ? 'unknown' : own ? 'fails' : 'holds';
			assert.is(verdicts[verdict], expected, `${name}, ${verdict}`);
		}
		assert.not.ok(green(made(all, name)), name);
	}
});

test('a check that was not made leaves its verdicts unknown, never green', () => {
	const needed = oneNode.filter((name) => name !== 'newest_proved');
	for (const name of needed) {
		const found = states(made(needed.filter((each) => each !== name)));
		assert.ok(found.includes('unknown'), name);
		assert.not.ok(found.includes('fails'), name);
	}
	assert.equal(new Set(states([])), new Set(['unknown']));
	assert.ok(green(made(needed)), 'the control: a node that gives no proofs');
});

test('a check that this page does not know leaves no verdict green', () => {
	const strange = { ...made(oneNode)[0]!, name: 'of_a_later_audit' as CheckName };
	assert.equal(new Set(states([...made(oneNode), strange])), new Set(['unknown']));
	assert.equal(
		new Set(states([...made(oneNode), { ...strange, name: 'toString' as CheckName }])),
		new Set(['unknown']),
	);
});

test('no sentence is written for a failure: each is true where its check holds', () => {
	for (const sentence of Object.values(checkSentences))
		assert.not.match(sentence, /without their|that differ|beyond|wrong|otherwise/);
});

test.run();
