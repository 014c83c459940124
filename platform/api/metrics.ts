import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { MessageState } from '../models/messages.ts';

export type Metrics = {
	text(): Promise<string>;
	contentType: string;
	answered(method: string, status: number): void;
};

/** Prometheus metrics of one process. */
export function createMetrics(messages: () => Promise<Partial<Record<MessageState, number>>>): Metrics {
	const register = new Registry();
	collectDefaultMetrics({ register });
	new Gauge({
		name: 'passa_platform_messages',
		help: 'messages that are not forgotten yet, by state',
		labelNames: ['state'],
		registers: [register],
		async collect() {
			this.reset();
			const found = await messages().catch(() => ({}));
			for (const [state, n] of Object.entries(found)) this.set({ state }, n);
		},
	});
	const requests = new Counter({
		name: 'passa_platform_requests_total',
		help: 'HTTP requests answered',
		labelNames: ['method', 'status'],
		registers: [register],
	});
	return {
		text: () => register.metrics(),
		contentType: register.contentType,
		answered: (method, status) => requests.inc({ method, status: String(status) }),
	};
}
