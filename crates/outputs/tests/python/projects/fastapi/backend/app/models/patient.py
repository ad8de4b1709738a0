from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import relationship
from sqlalchemy_utils import EmailType, JSONType, URLType, UUIDType

from backend.app.db.base_class import Base

if TYPE_CHECKING:
    from .token import Token  # noqa: F401


class Doctor(Base):
    id = Column(Integer, primary_key=True, index=True)
    full_name = Column(String, index=True)
    email = Column(EmailType, unique=True, index=True, nullable=False)
    homepage = Column(URLType)
    is_active = Column(Boolean(), default=True)
    patients = relationship("Patient", back_populates="doctor")


class Patient(Base):
    id = Column(UUIDType(binary=False), primary_key=True)
    doctor_id = Column(Integer, ForeignKey("doctor.id"))
    born = Column(Date, nullable=False)
    history = Column(JSONType)
    doctor = relationship("Doctor", back_populates="patients")


class Visit(Base):
    id = Column(Integer, primary_key=True)
    patient_id = Column(ForeignKey("patient.id"), nullable=False)
    at = Column(DateTime(timezone=True), nullable=False)
