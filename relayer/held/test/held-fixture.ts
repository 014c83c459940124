import { randomUUID } from 'node:crypto';
import { passkeySite } from '#shared/passkey.server.ts';
import { ownSession, type Session } from '#shared/session.server.ts';
import { SoftwarePasskey } from '#testing/fixtures/software-passkey.ts';
import type { DoneReset, PersonNews, PlatformGateway } from '../../contacts/platform-gateway.ts';
import { isHeld } from '../../models/held.ts';
import { recordOutcomes } from '../../network-fees/record-outcomes.ts';
import { type FeesFixture, openFeesFixture, stranger } from '../../network-fees/test/fees-fixture.ts';
import { heldKeysOf } from '../../signer.server.ts';
import { type ActRequest, askAct } from '../ask-act.ts';
import type { HeldDeps } from '../held-deps.ts';
import { signAct } from '../sign-act.ts';

const origin = 'http://passa.example';

export type Person = {
	session: Session;
	key: SoftwarePasskey;
	by: ReturnType<typeof stranger> & { account: string };
	address: string;
};
type Answering = { faults?: object; added?: SoftwarePasskey };

export type HeldFixture = FeesFixture & {
	deps: HeldDeps;
	/** What contacts were told. */
	announced: (PersonNews & { person: string })[];
	/** People who have no proved phone or e-mail. */
	unreachable: Set<string>;
	/** Resets that two people of support have decided and whose wait is over. */
	resets: Map<string, DoneReset>;
	newKey(): SoftwarePasskey;
	person(): Person;
	/** Asks, and answers by the person's passkey. */
	act(person: Person, asked: ActRequest, answering?: Answering): ReturnType<typeof signAct>;
	/** A person whose account is open. */
	opened(): Promise<Person>;
};

/** A relayer that holds accounts, on a network of its own, with a platform that notes what it is asked to say. */
export async function openHeldFixture(): Promise<HeldFixture> {
	const fixture = await openFeesFixture();
	const { paying } = fixture;
	const announced: HeldFixture['announced'] = [];
	const unreachable = new Set<string>();
	const resets = new Map<string, DoneReset>();
	const reach = (person: string) => (unreachable.has(person) ? [] : [contact]);
	const contact = { kind: 'phone' as const, value: '254712000001' };
	const platform = {
		contactsOf: async (person: string) => reach(person),
		notifyPerson: async (person: string, news: PersonNews) => {
			if (reach(person).length > 0) announced.push({ ...news, person });
			return reach(person).length;
		},
		doneReset: async (person: string) => resets.get(person) ?? null,
	} as unknown as PlatformGateway;
	const deps: HeldDeps = {
		...paying,
		paying: {
			...paying,
			isHeld: (address) => isHeld(fixture.orders.db, address),
			fees: { day: 10_000_000_000n, calls: 100, reserves: 100_000_000_000n },
		},
		keys: heldKeysOf('5'.repeat(64)),
		site: passkeySite(origin),
		platform,
	};
	const newKey = () => new SoftwarePasskey(origin);
	const person = (): Person => {
		const account = randomUUID();
		const session = ownSession(account, ['fan'], { strong: 'shown' });
		const address = deps.keys.addressOf(account);
		return { session, key: newKey(), by: { ...stranger(), account }, address };
	};
	const act: HeldFixture['act'] = async ({ session, key, by }, asked, { faults = {}, added } = {}) => {
		const { id, challenge } = await askAct(deps, session, asked);
		return signAct(deps, by, id, {
			response: key.answer(challenge, faults),
			...(asked.kind === 'open' ? { publicKey: key.publicKey } : {}),
			...(added ? { added: added.answer(challenge) } : {}),
		});
	};
	const opened = async (): Promise<Person> => {
		const someone = person();
		await act(someone, opening(someone));
		await recordOutcomes(deps.paying);
		return someone;
	};
	return { ...fixture, deps, announced, unreachable, resets, newKey, person, act, opened };
}

export const opening = ({ key }: Pick<Person, 'key'>): ActRequest => ({
	...{ kind: 'open', passkeyId: key.id, name: 'Phone', language: 'en' },
});
