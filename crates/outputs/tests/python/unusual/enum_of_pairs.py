from enum import Enum

State = Enum('State', names=[('DRAFT', 'draft'), ('ACTIVE', 'active'), ('ON_HOLD', 'on_hold')])
