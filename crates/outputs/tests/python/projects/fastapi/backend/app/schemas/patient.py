from typing import Optional

from pydantic import BaseModel, EmailStr, HttpUrl


class DoctorBase(BaseModel):
    email: Optional[EmailStr] = None
    homepage: Optional[HttpUrl] = None


class DoctorCreate(DoctorBase):
    password: str


class Doctor(DoctorBase):
    id: int

    class Config:
        orm_mode = True


class Visit(BaseModel):
    doctor: Doctor
    when: str


class Token(BaseModel):
    access_token: str
    token_type: str
