import { contract, type xdr } from '@stellar/stellar-sdk';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { type EventVersions, type VersionError, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';

export type EventCodeError = VersionError | PassaError<'VERSION_NOT_NEXT'>;

/**
 * The version under which the registry takes this code for its next events. Throws EventCodeError: EVENT_VERSION_UNKNOWN
 * for code that this Passa could not read, VERSION_NOT_NEXT if its version does not follow the registry's.
 */
export function checkEventCode(
	wasmHash: Uint8Array,
	{ event_version }: Pick<RegistryConfig, 'event_version'>,
	versions: EventVersions,
): number {
	const { version } = versionOf(wasmHash, versions);
	if (version === event_version + 1) return version;
	throw new PassaError(
		'VERSION_NOT_NEXT',
		`this code is version ${version} and the registry deploys version ${event_version}: it takes ${event_version + 1} next`,
		{ detail: { version, present: event_version } },
	);
}

/** What every registry keeps for years: code that cannot read it can neither work nor be replaced. */
const storedTypes = ['RegistryConfig', 'Pending', 'Change'];
/** What a registry of the second version on keeps beside them. */
const laterTypes = ['Proposal', 'Setting'];
/** Without one of these, the registry's code could never be replaced again. */
const changeEntries = ['upgrade', 'set_event_wasm', 'apply_change', 'cancel_change', 'pending_change'];
/** Without one of these, its roles could not, once it has them. */
const settingEntries = ['propose', 'accept_role', 'pending_setting'];

/**
 * Refuses code that would break the registry. Throws CODE_NOT_REGISTRY if an entry of the present code is
 * missing, an entry for changes has another form, or a stored type cannot be read any more.
 */
export function checkRegistryCode(present: Uint8Array, next: Uint8Array): void {
	const [now, then] = [formOf(present), formOf(next)];
	const faults = [
		...[...now.functions.keys()].filter((name) => !then.functions.has(name)),
		...[...changeEntries, ...settingEntries.filter((name) => now.functions.has(name))].filter(
			(name) => now.functions.get(name) !== then.functions.get(name),
		),
		...[...storedTypes, ...laterTypes.filter((name) => now.types.has(name))].filter(
			(name) => !isReadable(now.types.get(name), then.types.get(name)),
		),
	];
	if (faults.length > 0)
		throw new PassaError(
			'CODE_NOT_REGISTRY',
			`this code cannot follow the registry's: ${[...new Set(faults)].join(', ')}`,
			{ detail: { faults: [...new Set(faults)] } },
		);
}

/** A type's fields or cases, by name. */
type Member = { form: string; optional: boolean };
type Members = Map<string, Member>;
type Form = { functions: Map<string, string>; types: Map<string, Members> };

/** The interface that a wasm declares; empty if it declares none. */
function formOf(wasm: Uint8Array): Form {
	const form: Form = { functions: new Map(), types: new Map() };
	for (const entry of entriesOf(wasm)) {
		if (entry.type === 'scSpecEntryFunctionV0') {
			const { name, inputs, outputs } = entry.functionV0;
			const parts = [...inputs.map((each) => each.type), ...outputs].map((type) => type.toXdr('base64'));
			form.functions.set(String(name), parts.join());
		} else if (entry.type === 'scSpecEntryUdtStructV0') {
			const { name, fields } = entry.udtStructV0;
			form.types.set(String(name), new Map(fields.map(fieldOf)));
		} else if (entry.type === 'scSpecEntryUdtEnumV0') {
			const { name, cases } = entry.udtEnumV0;
			const members = cases.map((each) => [String(each.value), { form: 'case', optional: true }] as const);
			form.types.set(String(name), new Map(members));
		} else if (entry.type === 'scSpecEntryUdtUnionV0') {
			const { name, cases } = entry.udtUnionV0;
			form.types.set(String(name), new Map(cases.map(caseOf)));
		}
	}
	return form;
}

function entriesOf(wasm: Uint8Array): xdr.ScSpecEntry[] {
	try {
		return contract.Spec.fromWasm(wasm).entries;
	} catch {
		return [];
	}
}

/** A stored value names one case, so later code may know more. */
const caseOf = (each: xdr.ScSpecUdtUnionCaseV0): [string, Member] => {
	const { name, type } =
		each.type === 'scSpecUdtUnionCaseTupleV0' ? each.tupleCase : { ...each.voidCase, type: [] };
	return [String(name), { form: type.map((part) => part.toXdr('base64')).join(), optional: true }];
};

const fieldOf = ({ name, type }: xdr.ScSpecUdtStructFieldV0) =>
	[String(name), { form: type.toXdr('base64'), optional: type.type === 'scSpecTypeOption' }] as const;

/** Stored values stay readable when every member is as it was. A new field is optional: stored values lack it. */
function isReadable(now: Members | undefined, then: Members | undefined): boolean {
	if (!now || !then) return false;
	const kept = [...now].every(([name, { form }]) => then.get(name)?.form === form);
	return kept && [...then].every(([name, { optional }]) => now.has(name) || optional);
}
