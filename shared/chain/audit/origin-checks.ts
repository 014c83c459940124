import { Asset, StrKey } from '@stellar/stellar-sdk';
import { hex } from '#shared/hex.ts';
import { networks } from '#shared/networks.ts';
import { eventAddress } from '../state/ids.ts';
import { type AuditCheck, equal } from './check.ts';
import type { CheckName } from './check-sentences.ts';
import type { Evidence } from './evidence.ts';

/** The hashes (hex) of code that is ours. */
type PublishedCode = { events: string[]; registries: string[] };

/**
 * A registry of our code deployed the contract. It runs our code, which cannot be exchanged, and counts in USDC: by
 * Circle on networks where we know its issuer, elsewhere by the issuer that the asset's contract states.
 */
export function originChecks(evidence: Evidence, published: PublishedCode): AuditCheck[] {
	const { state, announcement, source, origin } = evidence;
	const { passphrase, registry, usdc } = source;
	const { organizer, nonce, event, wasmHash, no } = announcement;
	const found = state.wasmHash ? hex(state.wasmHash) : 'not a plain Wasm contract';
	return [
		equal('registry_deployed', eventAddress(passphrase, registry, organizer, nonce), event),
		equal('registry_knows', no, origin.registered ?? 'unknown there'),
		isPublished('registry_code', published.registries, origin.registryCode),
		equal('code_announced', hex(wasmHash), found),
		isPublished('code_published', published.events, found),
		equal(
			'contract_belongs',
			[registry, usdc, organizer],
			[state.config.registry, state.config.usdc, state.config.organizer],
		),
		moneyCheck(evidence),
	];
}

const isPublished = (name: CheckName, known: string[], found: string | null): AuditCheck => ({
	name,
	ok: found !== null && known.includes(found),
	expected: known.join(' or '),
	found: found ?? 'no code',
});

/** An asset's contract has one address, which follows from network, code and issuer: a stranger's has another. */
function moneyCheck({ source, origin }: Evidence): AuditCheck {
	const { passphrase, usdc } = source;
	const known = networks.find((n) => n.passphrase === passphrase)?.usdc;
	const [code, issuer = ''] = (origin.asset ?? '').split(':');
	const isUsdc = code === 'USDC' && StrKey.isValidEd25519PublicKey(issuer);
	const ok =
		isUsdc && (!known || known.issuer === issuer) && new Asset(code, issuer).contractId(passphrase) === usdc;
	const expected = known ? `USDC:${known.issuer}` : 'the asset contract of a USDC';
	return { name: 'money_usdc', ok, expected, found: `${origin.asset ?? 'no asset'} at ${usdc}` };
}
