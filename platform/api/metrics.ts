import { Gauge } from 'prom-client';
import { type Metrics, serviceMetrics } from '#shared/service/metrics.server.ts';
import type { MessageState } from '../models/messages.ts';

/** The platform's metrics; messages are counted when they are asked for. */
export function platformMetrics(messages: () => Promise<Partial<Record<MessageState, number>>>): Metrics {
	const metrics = serviceMetrics('platform');
	new Gauge({
		name: 'passa_platform_messages',
		help: 'messages that are not deleted yet, by state',
		labelNames: ['state'],
		registers: [metrics.register],
		async collect() {
			this.reset();
			const found = await messages().catch(() => ({}));
			for (const [state, n] of Object.entries(found)) this.set({ state }, n);
		},
	});
	return metrics;
}
