/** Payment providers that this code knows. Their columns are plain text, so a new provider needs no migration. */
export const providers = ['mpesa'] as const;
export type Provider = (typeof providers)[number];
/** Where an order comes from: a provider that takes its money, or an organizer who gives a ticket away. */
export type OrderSource = Provider | 'gift';

/** The provider of an order that is paid for. Nothing asks this of a gift: it is issued from its first moment on. */
export function providerOf({ provider }: { provider: OrderSource }): Provider {
	if (provider === 'gift') throw new Error('nobody pays for a gift');
	return provider;
}
