"""Tables of the shop as the newest revision leaves them."""

import datetime as dt
import uuid
from decimal import Decimal

from sqlalchemy import (
    CHAR,
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    Sequence,
    SmallInteger,
    String,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import (
    ARRAY,
    CITEXT,
    DATERANGE,
    DOMAIN,
    JSONB,
    TSVECTOR,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

OrderStatus = Enum(
    "new", "paid", "cancelled", "shipped", "delivered", "returned", name="order_status"
)
PaymentMethod = Enum("card", "invoice", "paypal", name="payment_method")
Percentage = DOMAIN("percentage", Numeric(5, 2))
Moment = DateTime(timezone=True)


class Base(DeclarativeBase):
    """Root of all tables."""


class Currency(Base):
    __tablename__ = "currencies"

    code: Mapped[str] = mapped_column(CHAR(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    minor_units: Mapped[int] = mapped_column(SmallInteger)


class Country(Base):
    __tablename__ = "countries"

    code: Mapped[str] = mapped_column(CHAR(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    in_eu: Mapped[bool]
    currency_code: Mapped[str] = mapped_column(ForeignKey("currencies.code"))


class TaxRate(Base):
    __tablename__ = "tax_rates"
    __table_args__ = (
        UniqueConstraint("country_code", "vat_class", "valid_from", name="tax_rates_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    vat_class: Mapped[str] = mapped_column(String(16))
    rate: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]


class ShopText(Base):
    __tablename__ = "texts"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str | None] = mapped_column(Text)


class Staff(Base):
    __tablename__ = "staff"

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    email: Mapped[str] = mapped_column(String(254), unique=True)
    role: Mapped[str] = mapped_column(String(20), server_default="support")
    created_at: Mapped[dt.datetime] = mapped_column(Moment)


class Customer(Base):
    __tablename__ = "customers"
    __table_args__ = (
        Index("ix_customers_lower_name", text("lower(full_name)")),
        Index("ix_customers_newsletter", "email", postgresql_where=text("newsletter")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(CITEXT, unique=True)
    full_name: Mapped[str] = mapped_column(String(200))
    display_name: Mapped[str | None] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16), server_default="person")
    phone: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[dt.datetime] = mapped_column(Moment, server_default=func.now())
    updated_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    newsletter: Mapped[bool] = mapped_column(server_default=text("false"))


class Address(Base):
    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), index=True
    )
    line1: Mapped[str] = mapped_column(String(200))
    line2: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str] = mapped_column(String(100))
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))


class Category(Base):
    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    name: Mapped[str] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(100), unique=True)


class ShippingClass(Base):
    __tablename__ = "shipping_classes"

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    max_grams: Mapped[int]
    price_cents: Mapped[int]


class Product(Base):
    __tablename__ = "products"
    __table_args__ = (
        Index(
            "ix_products_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
        Index(
            "uq_products_active_name",
            text("lower(name)"),
            unique=True,
            postgresql_where=text("active AND vat_class IN ('standard', 'reduced')"),
        ),
        Index("ix_products_search", "search", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, server_default="")
    price_cents: Mapped[int]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    vat_class: Mapped[str] = mapped_column(String(16), server_default="standard")
    updated_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    search: Mapped[str | None] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('simple'::regconfig, name::text || ' ' || description)"),
    )
    weight_grams: Mapped[int | None]
    shipping_class: Mapped[str | None] = mapped_column(ForeignKey("shipping_classes.code"))


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        Index("ix_orders_open", "placed_at", postgresql_where=text("status IN ('new', 'paid')")),
        CheckConstraint("length(note) <= 2000", name="orders_note_short"),
        {"comment": "One row per basket that was paid for, or should have been"},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    status: Mapped[str] = mapped_column(OrderStatus, server_default="new")
    total_cents: Mapped[int] = mapped_column(
        server_default="0", comment="Gross, in the customer's currency; 100% = all"
    )
    placed_at: Mapped[dt.datetime] = mapped_column(Moment, server_default=func.now())
    updated_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    note: Mapped[str | None] = mapped_column(Text)


class OrderLine(Base):
    __tablename__ = "order_lines"

    order_id: Mapped[int] = mapped_column(
        ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    quantity: Mapped[int]
    unit_price_cents: Mapped[int]
    line_total_cents: Mapped[int] = mapped_column(Computed("quantity * unit_price_cents"))


class Payment(Base):
    __tablename__ = "payments"
    __table_args__ = (Index("ix_payments_paid_at", "paid_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    method: Mapped[str] = mapped_column(PaymentMethod)
    amount_cents: Mapped[int]
    currency_code: Mapped[str] = mapped_column(ForeignKey("currencies.code"))
    paid_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    provider_data: Mapped[dict] = mapped_column(JSONB, server_default="{}")


class Refund(Base):
    __tablename__ = "refunds"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payments.id"))
    amount_cents: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)


class Warehouse(Base):
    __tablename__ = "warehouses"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text, unique=True)
    opens: Mapped[dt.time] = mapped_column(Time, server_default="07:30")
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{1,2,3,4,5}")


class Stock(Base):
    __tablename__ = "stock"

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(server_default="0")


class StockMovement(Base):
    __tablename__ = "stock_movements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["warehouse_id", "product_id"], ["stock.warehouse_id", "stock.product_id"]
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(SmallInteger)
    product_id: Mapped[int]
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refunds.id"))
    change: Mapped[int]
    moved_at: Mapped[dt.datetime] = mapped_column(Moment, server_default=text("clock_timestamp()"))


class AuditEvent(Base):
    __tablename__ = "events"
    __table_args__ = {"schema": "audit"}

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    happened_at: Mapped[dt.datetime] = mapped_column(Moment, server_default=func.now())
    table_name: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    actor: Mapped[str | None] = mapped_column(Text)
    old: Mapped[dict | None] = mapped_column(JSONB)
    new: Mapped[dict | None] = mapped_column(JSONB)


class Invoice(Base):
    __tablename__ = "invoices"

    number: Mapped[int] = mapped_column(
        BigInteger,
        Sequence("invoice_number_seq", start=1000),
        server_default=text("nextval('invoice_number_seq')"),
        primary_key=True,
    )
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    issued_on: Mapped[dt.date] = mapped_column(server_default=text("CURRENT_DATE"))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)


class Coupon(Base):
    __tablename__ = "coupons"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    discount: Mapped[Decimal] = mapped_column(Percentage)
    valid: Mapped[object | None] = mapped_column(DATERANGE)
    note: Mapped[str | None] = mapped_column(Text)


class PageView(Base):
    __tablename__ = "page_views"
    __table_args__ = (Index("ix_page_views_path", "path"),)

    seen_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    path: Mapped[str] = mapped_column(Text, primary_key=True)
    visits: Mapped[int] = mapped_column(server_default="1")


class Cart(Base):
    __tablename__ = "carts"

    id: Mapped[uuid.UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id", ondelete="SET NULL"))
    expires_on: Mapped[dt.date]


class CartItem(Base):
    __tablename__ = "cart_items"

    cart_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("carts.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", deferrable=True), primary_key=True
    )
    quantity: Mapped[int]


class Review(Base):
    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("product_id", "customer_id", name="reviews_one_per_customer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    stars: Mapped[int] = mapped_column(SmallInteger)
    body: Mapped[str | None] = mapped_column(Text)


class WishlistItem(Base):
    __tablename__ = "wishlist_items"

    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    added_at: Mapped[dt.datetime] = mapped_column(Moment, server_default=func.now())


class GiftCard(Base):
    __tablename__ = "gift_cards"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    currency_code: Mapped[str] = mapped_column(ForeignKey("currencies.code"))
    value_cents: Mapped[int]
    left_cents: Mapped[int]
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
