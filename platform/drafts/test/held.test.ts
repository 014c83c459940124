import { randomUUID } from 'node:crypto';
import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Role } from '#shared/contract/event.ts';
import { cleanMetadata, metadataSchema } from '#shared/metadata.ts';
import { check } from '../check.ts';
import { initOf, metadataOf } from '../event-init.ts';
import { chainPayees } from '../paid-to.ts';
import type { PayeeAnswer } from '../payee-answers.ts';
import type { PublishFacts } from '../publish-facts-types.ts';
import { completeDraft, factsAt } from './arbitraries.ts';

const test = suite('payees without a wallet');
const now = Date.UTC(2026, 11, 1, 12) / 1000;
const payouts = Keypair.random().publicKey();
const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()];
const held = (): PayeeAnswer => ({ is: 'held', invitation: randomUUID(), account: randomUUID() });

function draftWith(answers: [string, PayeeAnswer][], change: Partial<PublishFacts> = {}) {
	const facts = factsAt(now, { payouts, answers: new Map(answers), ...change });
	const content = completeDraft(facts);
	const [own] = content.payees;
	const payee = (name: string, invited: string, bps: number, role: 'artist' | 'sound') => ({
		...{ name, invited, bps, role },
		address: '',
	});
	content.payees = [
		{ ...own!, bps: 5000 },
		payee('Wamũ', first, 2500, 'artist'),
		payee('Asha', second, 1500, 'sound'),
		payee('Otieno', third, 500, 'artist'),
	];
	return { content, facts };
}

const problemsOf = ({ content, facts }: ReturnType<typeof draftWith>) =>
	check(content, facts).map(({ path, code, name }) => `${path} ${code} ${name ?? ''}`.trim());

test('a payee who has not answered, or was not asked, is named at the address', () => {
	assert.equal(
		problemsOf(
			draftWith([
				[first, { is: 'waiting' }],
				[third, held()],
			]),
		),
		['payees.1.address PAYEE_WAITING Wamũ', 'payees.2.address PAYEE_NOT_INVITED Asha'],
	);
});

test('two who are paid later and one with a wallet are two payees on chain, and the document says whose the money is', () => {
	const wallet = Keypair.random().publicKey();
	const [wamu, otieno] = [held(), held()];
	const { content, facts } = draftWith([
		[first, wamu],
		[second, { is: 'wallet', address: wallet }],
		[third, otieno],
	]);
	assert.equal(check(content, facts), []);
	const { payees } = initOf(content, facts, { uri: 'metadata/x.json', sha256: new Uint8Array(32) });
	assert.equal(
		payees.map(({ address, bps, role }) => [String(address), bps, role]),
		[
			[content.payees[0]!.address, 5000, Role.Organizer],
			[payouts, 3000, Role.Artist],
			[wallet, 1500, Role.Promoter],
			[facts.platform, 500, Role.Platform],
		],
	);
	const written = cleanMetadata(metadataSchema.parse(JSON.parse(JSON.stringify(metadataOf(content, facts)))));
	assert.is(written.payees[1]!.name, 'Held for Wamũ, Otieno by Passa');
	assert.equal(
		written.payees[1]!.held!.map(({ name, bps }) => [name, bps]),
		[
			['Wamũ', 2500],
			['Otieno', 500],
		],
	);
	assert.is(written.payees[2]!.role, 'sound', 'the document names a role that the contract does not have');
	assert.is(written.payees[2]!.held, undefined);
	const shares = chainPayees(content, facts)[1]!.held;
	assert.equal(
		shares.map(({ account }) => account),
		[wamu, otieno].map((each) => (each.is === 'held' ? each.account : '')),
	);
});

test('the payouts account is nobody’s own: neither typed in, nor without a payouts account', () => {
	const all: [string, PayeeAnswer][] = [first, second, third].map((each) => [each, held()]);
	const typed = draftWith(all);
	typed.content.payees[2]!.address = payouts;
	assert.equal(problemsOf(typed), ['payees.2.address PAYEE_IS_PAYOUTS']);
	const muxed = (account: string) => new MuxedAccount(new Account(account, '0'), '7').accountId();
	typed.content.payees[2]!.address = muxed(payouts);
	assert.equal(problemsOf(typed), ['payees.2.address PAYEE_IS_PAYOUTS'], 'under another text');
	typed.content.payees[2]!.address = muxed(Keypair.random().publicKey());
	assert.equal(problemsOf(typed), [], 'control: another account’s muxed address');
	assert.equal(
		problemsOf(draftWith(all, { payouts: null })),
		[1, 2, 3].map((i) => `payees.${i}.address PAYEE_HOLD_UNAVAILABLE`),
	);
	assert.equal(problemsOf(draftWith(all)), []);
});

test('a payee without a wallet cannot agree on chain, so such an event asks nobody to: it would never sell', () => {
	const answers: [string, PayeeAnswer][] = [first, second].map((invited) => [
		invited,
		{ is: 'wallet', address: Keypair.random().publicKey() },
	]);
	const asked = ({ content, facts }: ReturnType<typeof draftWith>) => ({
		facts,
		content: { ...content, policy: { ...content.policy, consent: true } },
	});
	const own = Keypair.random().publicKey();
	assert.equal(problemsOf(asked(draftWith([...answers, [third, held()]]))), [
		'policy.consent CONSENT_OF_HELD',
	]);
	assert.equal(problemsOf(draftWith([...answers, [third, held()]])), [], 'nobody has to agree');
	assert.equal(problemsOf(asked(draftWith([...answers, [third, { is: 'wallet', address: own }]]))), []);
});

test('a wallet that two payees bring is refused at the second', () => {
	const wallet: PayeeAnswer = { is: 'wallet', address: Keypair.random().publicKey() };
	const both = draftWith([
		[first, wallet],
		[second, wallet],
		[third, held()],
	]);
	assert.equal(problemsOf(both), ['payees.2.address PAYEE_TWICE']);
});

test('one invitation is one payee’s: a second payee who names it was not invited', () => {
	const all: [string, PayeeAnswer][] = [first, second, third].map((each) => [each, held()]);
	const twice = draftWith(all);
	twice.content.payees[2]!.invited = first;
	assert.equal(problemsOf(twice), ['payees.2.address PAYEE_NOT_INVITED Asha']);
	twice.content.payees[2]!.address = Keypair.random().publicKey();
	assert.equal(problemsOf(twice), [], 'control: one who has an address needs no invitation');
});

test.run();
