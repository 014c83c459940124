import { StrKey } from '@stellar/stellar-sdk';
import { Change, type Proposal, type Setting } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { formatUsdc, parseUsdc } from '#shared/money.ts';

/** What the admin may replace beside code, as commands name it, and what the contract calls it. */
const kinds = {
	relayer: 'Relayer',
	treasury: 'Treasury',
	guardian: 'Guardian',
	admin: 'Admin',
	support: 'Support',
	platform: 'Platform',
	cap: 'Cap',
	'attribution-key': 'AttributionKey',
} as const satisfies Record<string, Setting['tag']>;

export type SettingKind = keyof typeof kinds;
export const settingKinds = Object.keys(kinds) as SettingKind[];

export const isSettingKind = (text: string | undefined): text is SettingKind =>
	text !== undefined && Object.hasOwn(kinds, text);

export const changeOf = (kind: SettingKind): Change => Change[kinds[kind]];

/** A setting from what was typed. Throws FLAGS_INVALID with what this kind takes. */
export function settingOf(kind: SettingKind, text: string): Setting {
	switch (kind) {
		case 'cap':
			return { tag: 'Cap', values: [capOf(text)] };
		case 'attribution-key':
			if (!/^[0-9a-f]{64}$/.test(text))
				throw new PassaError('FLAGS_INVALID', '--to must be a public key in hex; 64 zeros are none');
			return { tag: 'AttributionKey', values: [new Uint8Array(Buffer.from(text, 'hex'))] };
		default:
			if (!StrKey.isValidEd25519PublicKey(text) && !StrKey.isValidContract(text))
				throw new PassaError('FLAGS_INVALID', '--to must be an address: G or C and 55 more characters');
			return { tag: kinds[kind], values: [text] };
	}
}

function capOf(text: string): bigint {
	try {
		return parseUsdc(text);
	} catch {
		throw new PassaError('FLAGS_INVALID', '--to must be an amount of USDC, like 50000; 0 is no cap');
	}
}

/** For people and programs: `applyFrom` as ISO 8601, `accepted` only of a role. */
export const describeSetting = (kind: SettingKind, { setting, accepted, apply_from }: Proposal): object => ({
	kind,
	to: valueIn(setting),
	...(setting.tag === 'Cap' || setting.tag === 'AttributionKey' ? {} : { accepted }),
	applyFrom: new Date(Number(apply_from) * 1000).toISOString(),
});

/** As `settingOf` reads it. */
function valueIn({ values: [value] }: Setting): string {
	if (typeof value === 'bigint') return formatUsdc(value);
	return typeof value === 'string' ? value : hex(value);
}
