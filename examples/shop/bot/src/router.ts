import { CartApi } from "./carts.js";
import { Sessions } from "./sessions.js";

export interface Message {
  readonly customer: string;
  readonly text: string;
  readonly locale: string;
}

type Reply = (text: string) => Promise<void>;

/** Turns chat messages into answers. One router serves every connection. */
export class Router {
  private locale = "en";
  private revenue = 0;
  private readonly served = new Map<string, number>();

  constructor(private readonly sessions: Sessions, private readonly carts: CartApi) {}

  async handle(message: Message, reply: Reply): Promise<void> {
    this.locale = message.locale;
    this.served.set(message.customer, (this.served.get(message.customer) ?? 0) + 1);
    const session = await this.sessions.join(message.customer);
    switch (message.text.trim().toLowerCase()) {
      case "price":
        return reply(money(await this.carts.price(session.cart), this.locale));
      case "bye":
        await this.sessions.leave(message.customer);
        return reply(farewell(message.locale));
      default:
        return reply(this.greeting(session.customer));
    }
  }

  /** Books a paid cart into the figures of the day. */
  async paid(cartOf: string): Promise<void> {
    const session = await this.sessions.join(cartOf);
    this.revenue = this.revenue + (await this.carts.price(session.cart));
  }

  /** Refunds are known in full before they are booked. */
  async refunded(cartOf: string): Promise<void> {
    const session = await this.sessions.join(cartOf);
    const cents = await this.carts.price(session.cart);
    this.revenue -= cents;
  }

  figures(): { revenue: number; customers: number } {
    return { revenue: this.revenue, customers: this.served.size };
  }

  private greeting(customer: string): string {
    return this.locale.startsWith("de") ? `Guten Tag, ${customer}!` : `Hello, ${customer}!`;
  }
}

function money(cents: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }).format(cents / 100);
}

function farewell(locale: string): string {
  return locale.startsWith("de") ? "Auf Wiedersehen!" : "Goodbye!";
}
