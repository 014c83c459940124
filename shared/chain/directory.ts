import { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { type Announcement, decodeAnnouncement } from './decode.ts';
import { allEvents } from './rpc.ts';

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');

/** Every event that the registry announced, in order of their numbers. */
export async function announcedEvents(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
): Promise<Announcement[]> {
	const topics = [[symbol('passa'), symbol('announced'), '*']];
	const { events } = await allEvents(
		rpcUrl,
		[{ type: 'contract', contractIds: [registry], topics }],
		sinceLedger,
	);
	return events.filter((e) => e.inSuccessfulContractCall).map((e) => decodeAnnouncement(e, registry));
}

/** An event by its number or its contract's address. */
export async function findEvent(
	rpcUrl: string,
	registry: string,
	sinceLedger: number,
	wanted: string,
): Promise<Announcement> {
	const events = await announcedEvents(rpcUrl, registry, sinceLedger);
	const found = events.find((e) => e.event === wanted || String(e.no) === wanted);
	if (!found) throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	return found;
}
