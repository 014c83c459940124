import { extractBaseAddress, Keypair, StrKey, xdr } from '@stellar/stellar-sdk';
import { publishedCode } from '#shared/contract/published-code.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type Entry, ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { balanceKey, entryNative, instanceKey, instanceOf, registeredKey } from './event-state.ts';
import { isAuthorised, trustLineIn, trustLineKey } from './trust-lines.ts';

/** Why a payee could never hold USDC, or never move it again. */
export type PayeeRefusal =
	| 'PAYEE_IS_ISSUER'
	| 'PAYEE_IS_CONTRACT'
	| 'PAYEE_CONTRACT_MISSING'
	| 'PAYEE_ACCOUNT_MISSING'
	| 'PAYEE_LOCKED'
	| 'PAYEE_NO_TRUST_LINE'
	| 'PAYEE_FROZEN';

export const payeeRefusals: Record<PayeeRefusal, string> = {
	PAYEE_IS_ISSUER: 'That is the issuer of USDC: what it is paid is destroyed.',
	PAYEE_IS_CONTRACT: 'That contract cannot pay on what it gets.',
	PAYEE_CONTRACT_MISSING: 'There is no contract at that address.',
	PAYEE_ACCOUNT_MISSING: 'There is no account at that address yet.',
	PAYEE_LOCKED: 'No key can move money of that account.',
	PAYEE_NO_TRUST_LINE: 'That account does not accept USDC yet: its owner adds USDC in the wallet first.',
	PAYEE_FROZEN: 'USDC’s issuer does not let that address hold USDC.',
};

export type PayeeStanding = {
	/** Null if the address can be paid now and can move what it gets, as far as the ledger shows. */
	refusal: PayeeRefusal | null;
	/** Stroops that it can still take; null if nothing limits it. */
	room: bigint | null;
	/** SEP-29: its owner wants a memo with each payment, and a contract sends none. */
	memoRequired: boolean;
	/** A contract of code that we do not know: whether it can pay on, only its author can say. */
	unknownContract: boolean;
};

export type PayeePlace = {
	rpcUrl: string;
	passphrase: string;
	registry: string;
	/** The asset's contract (C…). */
	usdc: string;
	/** Where the payees' own event will be. */
	event?: string;
};

const fine: PayeeStanding = { refusal: null, room: null, memoRequired: false, unknownContract: false };
const refused = (refusal: PayeeRefusal): PayeeStanding => ({ ...fine, refusal });
/** Of 32 zero bytes: nobody's key. */
const nobody = StrKey.encodeEd25519PublicKey(new Uint8Array(32));
/** AccountEntry.flags: AUTH_REQUIRED_FLAG. */
const authRequired = 1;
const memoName = 'config.memo_required';

/** By address, in one reading of the ledger. Throws RpcError, and ASSET_UNKNOWN if `usdc` is not an asset's contract. */
export async function readPayees(
	place: PayeePlace,
	addresses: string[],
): Promise<Map<string, PayeeStanding>> {
	const asset = await assetOf(place);
	const wanted = [...new Set(addresses)];
	const keys = [...new Set(wanted.flatMap((address) => keysOf(place, asset, address)))];
	const found = await ledgerEntries(place.rpcUrl, keys);
	const standing = (address: string) =>
		StrKey.isValidContract(address)
			? ofContract(place, asset, address, found)
			: ofAccount(asset, address, found);
	return new Map(wanted.map((address) => [address, standing(address)]));
}

export type AssertPayeesError = RpcError | PassaError<PayeeRefusal | 'ASSET_UNKNOWN'>;

/** Refusals that do not count for the organizer's own wallet: its owner can open account and trust line at any time. */
export const opensLater: ReadonlySet<string> = new Set<PayeeRefusal>([
	'PAYEE_ACCOUNT_MISSING',
	'PAYEE_NO_TRUST_LINE',
]);

/** Throws the first payee's refusal; the organizer may still open account and trust line. */
export async function assertPayable(
	place: PayeePlace,
	organizer: string,
	addresses: string[],
): Promise<void> {
	for (const [payee, { refusal }] of await readPayees(place, addresses))
		if (refusal && !(payee === organizer && opensLater.has(refusal)))
			throw new PassaError(refusal, `${payee}: ${payeeRefusals[refusal]}`, { detail: { payee } });
}

/** The asset (`CODE:ISSUER`) by its own contract. */
async function assetOf({ rpcUrl, usdc }: PayeePlace): Promise<string> {
	const key = instanceKey(usdc);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	const instance = entry && instanceOf(entry);
	const metadata = instance?.isAsset ? (instance.values.get('METADATA') as { name?: unknown }) : null;
	if (typeof metadata?.name === 'string') return metadata.name;
	throw new PassaError('ASSET_UNKNOWN', `${usdc} is not the contract of an asset`, { status: 503 });
}

function keysOf({ registry, usdc }: PayeePlace, asset: string, address: string): string[] {
	if (StrKey.isValidContract(address))
		return [
			...[instanceKey(address), registeredKey(registry, address), balanceKey(usdc, address)],
			...(issuerOf(asset) ? [accountKey(issuerOf(asset)!)] : []),
		];
	const account = extractBaseAddress(address);
	const own = [accountKey(account), memoKey(account)];
	return account === issuerOf(asset) ? own : [...own, trustLineKey(account, asset)];
}

const issuerOf = (asset: string): string | undefined => asset.split(':')[1];
const idOf = (account: string) => Keypair.fromPublicKey(account).xdrAccountId();
const accountKey = (account: string): string =>
	xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: idOf(account) })).toXdr('base64');
const memoKey = (account: string): string =>
	xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId: idOf(account), dataName: memoName })).toXdr('base64');

/** Our contracts pay by their own rules only, and an asset's contract never. */
function ofContract(
	place: PayeePlace,
	asset: string,
	address: string,
	found: Map<string, Entry>,
): PayeeStanding {
	const ours = [place.usdc, place.registry, place.event].includes(address);
	if (ours || found.has(registeredKey(place.registry, address))) return refused('PAYEE_IS_CONTRACT');
	const entry = found.get(instanceKey(address));
	if (!entry) return refused('PAYEE_CONTRACT_MISSING');
	const { wasmHash, isAsset } = instanceOf(entry);
	const code = wasmHash ? hex(wasmHash) : '';
	const known = [...publishedCode.events, ...publishedCode.registries].includes(code);
	if (isAsset || known) return refused('PAYEE_IS_CONTRACT');
	const balance = found.get(balanceKey(place.usdc, address));
	const mayHold = balance
		? entryNative<{ authorized: boolean }>(balance).authorized
		: !asksForConsent(found.get(accountKey(issuerOf(asset) ?? nobody)));
	if (!mayHold) return refused('PAYEE_FROZEN');
	return { ...fine, unknownContract: true };
}

/** AUTH_REQUIRED: an account without a balance cannot be paid before the issuer agrees. */
function asksForConsent(issuer: Entry | undefined): boolean {
	const data = issuer && xdr.LedgerEntryData.fromXdr(issuer.xdr, 'base64');
	return data?.type === 'account' && (data.account.flags & authRequired) !== 0;
}

function ofAccount(asset: string, address: string, found: Map<string, Entry>): PayeeStanding {
	const account = extractBaseAddress(address);
	if (account === issuerOf(asset)) return refused('PAYEE_IS_ISSUER');
	if (account === nobody) return refused('PAYEE_LOCKED');
	const entry = found.get(accountKey(account));
	if (!entry) return refused('PAYEE_ACCOUNT_MISSING');
	if (isLocked(entry)) return refused('PAYEE_LOCKED');
	const line = trustLineIn(found.get(trustLineKey(account, asset))?.xdr);
	if (!line) return refused('PAYEE_NO_TRUST_LINE');
	if (!isAuthorised(line)) return refused('PAYEE_FROZEN');
	// The id in a muxed address does what a memo does.
	const memoRequired = account === address && isMemoRequired(found.get(memoKey(account)));
	return { ...fine, room: roomOf(line), memoRequired };
}

/** All signers together do not reach what a payment needs. */
function isLocked({ xdr: data }: Entry): boolean {
	const entry = xdr.LedgerEntryData.fromXdr(data, 'base64').toXdrObject() as unknown as {
		account: { thresholds: Uint8Array; signers: { weight: number }[] };
	};
	const [master, , medium] = entry.account.thresholds;
	const weights = entry.account.signers.reduce((n, signer) => n + signer.weight, master!);
	return weights === 0 || weights < medium!;
}

function isMemoRequired(entry: Entry | undefined): boolean {
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	if (data?.type !== 'data') return false;
	const { dataValue } = data.data.toXdrObject() as unknown as { dataValue: Uint8Array };
	return new TextDecoder().decode(dataValue) === '1';
}

/** What the trust line still takes: its limit less what it holds, and what open offers may bring. */
function roomOf(line: xdr.TrustLineEntry): bigint {
	const { balance, limit, ext } = line.toXdrObject() as unknown as {
		balance: bigint;
		limit: bigint;
		ext: { v: 0 } | { v: 1; v1: { liabilities: { buying: bigint } } };
	};
	const room = limit - balance - (ext.v === 1 ? ext.v1.liabilities.buying : 0n);
	return room > 0n ? room : 0n;
}
