import { randomUUID } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { type PlatformClient, platformClient } from '#platform/client.ts';
import { relayerClient } from '#relayer/client.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { type OperationPlan, planSigned } from '#shared/chain/submit/operate.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { PassaError } from '#shared/errors.ts';
import { problemOf } from '../buy/by-mpesa.ts';
import type { PassaFile } from '../passa-file.ts';

type Gift = Extract<EventOperation, { do: 'complimentary' }>;
type Answer = Pick<Response, 'ok' | 'status' | 'text' | 'headers'> & { json(): Promise<unknown> };

/**
 * The dry run of a ticket for a phone or an address, as the organizer's page makes it: the wallet signs in, the relayer signs that
 * the ticket goes into its custody, and the organizer signs the rest. Throws the services' own codes, and NOT_RUNNING without them.
 */
export async function planGiftByMessage(
	chain: Chain,
	passa: PassaFile,
	{ event, gift, organizer }: { event: string; gift: Gift; organizer: Keypair },
): Promise<OperationPlan> {
	const { relayer } = passa;
	if (!relayer) throw new PassaError('NOT_RUNNING', 'a ticket for a phone or an address takes the relayer');
	const token = await eventToken(passa, organizer, event);
	const headers = { authorization: `Bearer ${token}` };
	const { to, tier } = gift;
	return planSigned(chain, event, gift, async () => {
		const json = { id: randomUUID(), tier, to, language: 'en' as const };
		const { gifts } = relayerClient(relayer, { headers }).v1.events[':event'];
		return contentOf<{ envelope: string; fee: string }>(await gifts.$post({ param: { event }, json }));
	});
}

/** A session's token that reaches this event, by the wallet that published it. */
async function eventToken(passa: PassaFile, key: Keypair, event: string): Promise<string> {
	const { platform, web } = passa;
	if (!platform || !web)
		throw new PassaError('NOT_RUNNING', 'a ticket for a phone or an address takes the platform');
	const guest = platformClient(platform).v1;
	const address = key.publicKey();
	const asked = await guest['sign-in'].wallet.$post({ json: { address } });
	const { nonce, message } = await contentOf<{ nonce: string; message: string }>(asked);
	const signature = Buffer.from(key.signMessage(message)).toString('base64');
	const signedIn = await guest['sign-in'].wallet.verify.$post({ json: { nonce, signature } });
	await contentOf(signedIn);
	const cookie = signedIn.headers
		.getSetCookie()
		.map((each) => each.split(';')[0])
		.join('; ');
	// What a browser of the web would send.
	const person = platformClient(platform, { headers: { cookie, origin: new URL(web).origin } }).v1;
	await becomeOrganizer(person, passa.people.find((each) => each.address === address)?.name);
	const { token } = await contentOf<{ token: string }>(await person.token.$post({ json: { event } }));
	await person['sign-out'].$post();
	return token;
}

/** A demo's organizer has published, and perhaps never signed in. */
async function becomeOrganizer({ me }: PlatformClient['v1'], name: string | undefined): Promise<void> {
	const { organizer } = await contentOf<{ organizer: unknown }>(await me.$get());
	if (organizer) return;
	if (!name)
		throw new PassaError(
			'ORGANIZER_NEEDED',
			'sign in on the web with this wallet and become an organizer first',
		);
	await contentOf(await me.organizer.$post({ json: { name } }));
}

async function contentOf<T>(answer: Answer): Promise<T> {
	if (!answer.ok) throw await problemOf(answer);
	return (await answer.json()) as T;
}
