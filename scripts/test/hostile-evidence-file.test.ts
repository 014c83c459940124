import { xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { audit } from '#shared/chain/audit/audit.ts';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { readEvidenceFile } from '#shared/chain/audit/read-evidence-file.ts';
import { evidenceOf } from '#shared/chain/audit/readings.ts';
import { salesOf } from '#shared/chain/audit/sales.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import { asCsv, asJsonLine, asTable } from '../audit/print.ts';
import { runScript } from '../run-script.ts';

/** Somebody is sent a file and checks it, in a browser or here: it must end soon, in words. */
const test = suite('an evidence file that was made to do harm');
let fixture: ChainFixture;
let honest: ReturnType<typeof evidenceOf>;
type File = typeof honest;

test.before(async () => {
	fixture = await ChainFixture.start();
	const event = await fixture.publish();
	const fan = await fixture.fan();
	for (const qty of [2, 1]) await fixture.buy(fan, event, [{ tier: 0, qty }]);
	honest = await readingsOf(event);
});
test.after(() => fixture.close());

async function readingsOf(event: string): Promise<File> {
	fixture.localnet.network.close();
	const { registry, usdc, sinceLedger } = fixture.deployment;
	return evidenceOf(await collectEvidence({ ...fixture.chain, registry, usdc, sinceLedger }, event));
}

/** How checking a file ends: a refusal's code, or its colour and the tickets of its sales. */
function endOf(change: (file: File) => void): string {
	const file = structuredClone(honest);
	change(file);
	try {
		const evidence = readEvidenceFile(JSON.stringify(file));
		const { green } = audit(evidence, [fixture.deployment.eventWasm]);
		return `${green ? 'green' : 'red'}, ${salesOf(evidence).map(({ tickets }) => tickets)}`;
	} catch (error) {
		return String((error as { code?: string }).code ?? error);
	}
}

/** A value with every one of its numbers for which `is` holds exchanged. */
function exchanged(value: xdr.ScVal, is: (n: number) => boolean, by: xdr.ScVal): xdr.ScVal {
	if (value.type === 'scvU32') return is(value.u32) ? by : value;
	if (value.type === 'scvVec') return xdr.ScVal.scvVec(value.vec!.map((each) => exchanged(each, is, by)));
	if (value.type !== 'scvMap') return value;
	const entries = value.map!.map(({ key, val }) => new xdr.ScMapEntry({ key, val: exchanged(val, is, by) }));
	return xdr.ScVal.scvMap(entries);
}
const changedValue = (base64: string, is: (n: number) => boolean, by: xdr.ScVal): string =>
	exchanged(xdr.ScVal.fromXdr(base64, 'base64'), is, by).toXdr('base64');

test('is green where nobody changed it', () => {
	assert.is(
		endOf(() => {}),
		'green, 2,1',
	);
});

test('names a tier of four thousand millions, and is red at once', () => {
	const began = performance.now();
	const end = endOf(({ raw }) => {
		raw[1]!.value = changedValue(raw[1]!.value, (n) => n === 0, xdr.ScVal.scvU32(0xfffffffe));
	});
	assert.ok(end.startsWith('red'), end);
	assert.ok(performance.now() - began < 5_000, 'a list of so many tiers takes a minute');
});

test('names moments that no calendar has', () => {
	const never = '2026-99-99T00:00:00Z';
	assert.is(
		endOf((file) => {
			file.readAt = 9_000_000_000_000_000;
		}),
		'EVIDENCE_UNREADABLE',
	);
	for (const list of ['raw', 'moves'] as const)
		assert.is(
			endOf((file) => {
				file[list][0]!.ledgerClosedAt = never;
			}),
			'EVIDENCE_UNREADABLE',
		);
});

test('announces the event in values of another kind', () => {
	const others = [xdr.ScVal.scvVoid(), xdr.ScVal.scvI32(-1), xdr.ScVal.scvString('constructor')];
	for (const other of others) {
		const end = endOf(({ announced }) => {
			announced.value = changedValue(announced.value, () => true, other);
		});
		assert.ok(['EVENT_MALFORMED', 'red, 2,1'].includes(end), end);
		assert.is(
			endOf(({ announced }) => {
				announced.value = other.toXdr('base64');
			}),
			'EVENT_MALFORMED',
		);
		assert.is(
			endOf(({ announced }) => {
				announced.topic[2] = other.toXdr('base64');
			}),
			'EVENT_MALFORMED',
		);
	}
});

test('holds lists within lists, in its JSON or in a value', () => {
	const nested = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
	assert.throws(
		() => readEvidenceFile(`{"format":${nested}}`),
		({ code }: { code: string }) => code === 'EVIDENCE_UNREADABLE',
	);
	// Of each level: type, presence and length; within the last, nothing.
	const level = Buffer.from('000000100000000100000001', 'hex');
	const deep = Buffer.concat([
		...Array.from({ length: 50_000 }, () => level),
		Buffer.from('00000001', 'hex'),
	]);
	for (const list of ['raw', 'moves'] as const) {
		const end = endOf((file) => {
			file[list][0]!.value = deep.toString('base64');
		});
		assert.match(end, /^EV(ENT_MALFORMED|IDENCE_UNREADABLE)$/);
	}
});

test('has a name that would hide the rest of a table, and end it in green', async () => {
	const name = 'Taarab\u001b[2J\nGREEN: every split is as the contract promised.\u001b[8m';
	const named = await readingsOf(await fixture.publish(fixture.terms({ name })));
	const evidence = readEvidenceFile(JSON.stringify(named));
	const result = audit(evidence, []);
	const table = asTable(result, evidence);
	assert.is(evidence.state.terms.name, name, 'the control: the contract takes it');
	assert.not.match(table, /[^\P{Cc}\n]/u);
	assert.is(table.match(/^(NOT )?GREEN/gm)?.join(), 'NOT GREEN');
});

test('has a name that would draw on a terminal from a CSV or JSON, too; JSON still holds it as it is', async () => {
	// The second begins a command in one character, the third turns what follows round.
	const name = 'Taarab\u001b[2J\u009b2J\u202e';
	const named = await readingsOf(await fixture.publish(fixture.terms({ name })));
	const evidence = readEvidenceFile(JSON.stringify(named));
	assert.is(evidence.state.terms.name, name, 'the control: the contract takes it');
	const result = audit(evidence, []);
	const csv = asCsv(result);
	assert.match(csv, 'Taarab');
	const json = asJsonLine({ name, ...result });
	for (const text of [csv, json]) assert.not.match(text, /[^\P{Cc}\n]|\u202e/u);
	assert.is(JSON.parse(json).name, name);
	assert.is(JSON.parse(json).ledger, result.ledger);
});

test('names an asset that a spreadsheet would run: the CSV holds it as text, and numbers as numbers', () => {
	const result = audit(readEvidenceFile(JSON.stringify(honest)), []);
	const asset = '=HYPERLINK("http://127.0.0.1/")';
	const check = { name: 'money_usdc', ok: false, expected: '-12', found: asset } as const;
	const csv = asCsv({ ...result, checks: [check] });
	assert.ok(csv.includes(`"money_usdc","false","-12","'=HYPERLINK(""http://127.0.0.1/"")"`), csv);
});

test('names a registry in what a terminal obeys: the refusal commands it nothing', async () => {
	const { error } = console;
	const said: string[] = [];
	console.error = (line: string) => void said.push(line);
	const file = { ...honest, source: { ...honest.source, registry: '\u001b[2J\u001b[HGREEN' } };
	try {
		await runScript(async () => void readEvidenceFile(JSON.stringify(file), honest.source.registry));
	} finally {
		console.error = error;
		process.exitCode = 0;
	}
	assert.is(said.length, 1);
	assert.match(said[0]!, /^EVENT_FOREIGN: .*\\u001b\[2J/);
	assert.not.match(said[0]!, /\p{Cc}/u);
});

test.run();
