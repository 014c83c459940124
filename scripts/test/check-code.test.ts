import { readFileSync } from 'node:fs';
import { contract, xdr } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassaError } from '#shared/errors.ts';
import { checkRegistryCode } from '../code/check-code.ts';
import { committedFile } from '../wasm/artifacts.ts';

const test = suite('code that may follow the registry’s');
const committed = (name: string): Uint8Array => readFileSync(committedFile(name));
const registry = committed('registry');

type Entry = xdr.ScSpecEntry;
type Struct = Extract<Entry, { type: 'scSpecEntryUdtStructV0' }>['udtStructV0'];

/** A wasm that declares the registry's interface with one change. */
function declaring(change: (entries: Entry[]) => Entry[]): Uint8Array {
	const spec = Buffer.concat(change(contract.Spec.fromWasm(registry).entries).map((e) => e.toXdr()));
	const title = Buffer.from('contractspecv0');
	const body = Buffer.concat([Buffer.from([title.length]), title, spec]);
	const size = [(body.length & 0x7f) | 0x80, ((body.length >> 7) & 0x7f) | 0x80, body.length >> 14];
	return Buffer.concat([registry.subarray(0, 8), Buffer.from([0, ...size]), body]);
}

/** The registry's interface, where the fields of one stored type are others. */
const withFields = (type: string, change: (fields: Struct['fields']) => Struct['fields']): Uint8Array =>
	declaring((entries) =>
		entries.map((entry) => {
			if (entry.type !== 'scSpecEntryUdtStructV0' || String(entry.udtStructV0.name) !== type) return entry;
			const { doc, lib, name, fields } = entry.udtStructV0;
			return xdr.ScSpecEntry.scSpecEntryUdtStructV0(
				new xdr.ScSpecUdtStructV0({ doc, lib, name, fields: change(fields) }),
			);
		}),
	);

type Case = xdr.ScSpecUdtUnionCaseV0;
const isSetting = (entry: Entry) =>
	entry.type === 'scSpecEntryUdtUnionV0' && String(entry.udtUnionV0.name) === 'Setting';
const settingCases = (): Case[] =>
	contract.Spec.fromWasm(registry).entries.flatMap((entry) =>
		entry.type === 'scSpecEntryUdtUnionV0' && isSetting(entry) ? entry.udtUnionV0.cases : [],
	);
/** The registry's interface, where a setting has other cases. */
const withCases = (change: (cases: Case[]) => Case[]): Uint8Array =>
	declaring((entries) =>
		entries.map((entry) => {
			if (entry.type !== 'scSpecEntryUdtUnionV0' || !isSetting(entry)) return entry;
			const { doc, lib, name, cases } = entry.udtUnionV0;
			return xdr.ScSpecEntry.scSpecEntryUdtUnionV0(
				new xdr.ScSpecUdtUnionV0({ doc, lib, name, cases: change(cases) }),
			);
		}),
	);
/** The same case under another name. */
function renamed(each: Case): Case {
	if (each.type !== 'scSpecUdtUnionCaseTupleV0') throw new TypeError('the case has no value');
	const { doc, type } = each.tupleCase;
	return xdr.ScSpecUdtUnionCaseV0.scSpecUdtUnionCaseTupleV0(
		new xdr.ScSpecUdtUnionCaseTupleV0({ doc, name: 'Other', type }),
	);
}

const field = (name: string, type: xdr.ScSpecTypeDef) =>
	new xdr.ScSpecUdtStructFieldV0({ doc: '', name, type });
const u32 = xdr.ScSpecTypeDef.scSpecTypeU32();
const optional = xdr.ScSpecTypeDef.scSpecTypeOption(new xdr.ScSpecTypeOption({ valueType: u32 }));

/** What is wrong with the code; an empty list if nothing is. */
function faultsOf(next: Uint8Array): string[] {
	try {
		checkRegistryCode(registry, next);
		return [];
	} catch (error) {
		assert.instance(error, PassaError);
		assert.is((error as PassaError).code, 'CODE_NOT_REGISTRY');
		return (error as PassaError).detail.faults as string[];
	}
}

test('is the same code, and code with one more entry or one more optional field', () => {
	assert.equal(faultsOf(registry), []);
	assert.equal(faultsOf(declaring((entries) => entries)), []);
	assert.equal(faultsOf(withFields('RegistryConfig', (fields) => [...fields, field('note', optional)])), []);
	const pause = xdr.ScSpecEntry.scSpecEntryFunctionV0(
		new xdr.ScSpecFunctionV0({ doc: '', name: 'rest', inputs: [], outputs: [] }),
	);
	assert.equal(faultsOf(declaring((entries) => [...entries, pause])), []);
});

test('has every entry: code without one, an event’s code and code that declares nothing are refused', () => {
	const without = (name: string) =>
		declaring((entries) =>
			entries.filter((e) => e.type !== 'scSpecEntryFunctionV0' || String(e.functionV0.name) !== name),
		);
	for (const name of ['upgrade', 'settle_batch', 'event_version'])
		assert.equal(faultsOf(without(name)), [name]);
	assert.ok(faultsOf(committed('event')).includes('upgrade'));
	assert.ok(faultsOf(registry.subarray(0, 8)).includes('RegistryConfig'));
});

test('keeps the form of the entries for changes', () => {
	const changed = declaring((entries) =>
		entries.map((entry) => {
			if (entry.type !== 'scSpecEntryFunctionV0' || String(entry.functionV0.name) !== 'apply_change')
				return entry;
			const { doc, name, outputs } = entry.functionV0;
			return xdr.ScSpecEntry.scSpecEntryFunctionV0(
				new xdr.ScSpecFunctionV0({ doc, name, inputs: [], outputs }),
			);
		}),
	);
	assert.equal(faultsOf(changed), ['apply_change']);
});

test('can read what the registry has stored', () => {
	const more = (fields: Struct['fields']) => [...fields, field('note', u32)];
	for (const type of ['RegistryConfig', 'Pending', 'Proposal']) {
		assert.equal(faultsOf(withFields(type, more)), [type], 'a field that stored values lack');
		assert.equal(faultsOf(withFields(type, (fields) => fields.slice(1))), [type], 'a field is lost');
		const [first, ...rest] = contract.Spec.fromWasm(registry)
			.entries.filter((e) => e.type === 'scSpecEntryUdtStructV0')
			.find((e) => String(e.udtStructV0.name) === type)!.udtStructV0.fields;
		const retyped = withFields(type, () => [field(String(first!.name), u32), ...rest]);
		assert.equal(faultsOf(retyped), [type], 'a field of another type');
	}
	const cases = withCases((all) => all.slice(1));
	assert.equal(faultsOf(cases), ['Setting'], 'a case is lost');
	const [first, ...rest] = settingCases();
	assert.equal(faultsOf(withCases(() => [renamed(first!), ...rest])), ['Setting'], 'a case has another name');
	assert.equal(faultsOf(withCases((all) => [...all, renamed(all[0]!)])), [], 'a case is new');
});

test('follows the first registry, which stores no settings', () => {
	checkRegistryCode(committed('registry-1'), registry);
	assert.throws(
		() => checkRegistryCode(registry, committed('registry-1')),
		(error: PassaError) => (error.detail.faults as string[]).includes('Proposal'),
		'the control: not the other way round',
	);
});

test.run();
